/** What a terminal shows of the bytes that a device sends, as far as it concerns words and prompts. */

// oxlint-disable-next-line no-control-regex -- escape sequences begin with it
const escapes = /\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])/g;
/** `--More--`, `---(more 45%)---`, `<--- More --->`, and between dashes in any other language. */
const pager =
  /(?:<?-{2,3} ?\(?(?:more|MORE|More)[^\r\n]{0,40}?\)?-{0,3}>?|---[^\r\n-]{2,12}---|-{3}\(more[^)\r\n]{0,12}\)-{3})[ ]*$/;
/** A name in its form, without spaces before its sign. */
const promptForm = /(?:^|[\r\n])((?:\[[\w .:@/-]{1,64}\] ?)?[\w.:@/() ~-]{0,64}[>#$] ?)$/;

/** Without colours; backspaces take back what they are there to take back. */
export function withoutControls(text: string): string {
  const plain = text.replaceAll(escapes, '');
  if (!plain.includes('\b')) return plain;
  const shown: string[] = [];
  for (const letter of plain) {
    if (letter !== '\b') shown.push(letter);
    else if (shown.at(-1) !== '\n' && shown.at(-1) !== '\r') shown.pop();
  }
  return shown.join('');
}

/** Where the question for the next page begins; null: it waits for nothing. */
export function pagerAt(text: string): number | null {
  const tail = text.slice(-200);
  const found = pager.exec(tail);
  return found === null ? null : text.length - tail.length + found.index;
}

/** The prompt that the text ends with, if it may be one. */
export function promptAt(text: string): string | null {
  return promptForm.exec(text.slice(-200))?.[1] ?? null;
}
