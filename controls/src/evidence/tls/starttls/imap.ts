import { line } from './lines.ts';
import { refuse, say } from './script.ts';
import type { Part, Script } from './script.ts';

/** IMAP with STARTTLS (RFC 9051 6.2.1). */
export function* imap(): Script {
  const greeting = yield* line();
  if (startsWith(greeting, '* BYE')) return yield* refuse('unavailable', greeting);
  // Logged in from the start: STARTTLS is for before that.
  if (startsWith(greeting, '* PREAUTH')) return yield* refuse('not-offered', greeting);
  if (!startsWith(greeting, '* OK')) return yield* refuse('other-protocol', greeting);
  yield* say('a001 CAPABILITY\r\n');
  const answer = yield* tagged('a001');
  if (!startsWith(answer.result, 'OK')) return yield* refuse('unavailable', answer.result);
  const words = answer.untagged
    .filter((text) => startsWith(text, '* CAPABILITY'))
    .flatMap((text) => text.toUpperCase().split(' '));
  if (!words.includes('STARTTLS')) return yield* refuse('not-offered', 'no STARTTLS among the capabilities');
  yield* say('a002 STARTTLS\r\n');
  const { result } = yield* tagged('a002');
  if (startsWith(result, 'OK')) return;
  const isPassing = startsWith(result, 'NO [UNAVAILABLE]');
  yield* refuse(isPassing ? 'unavailable' : 'not-offered', result);
}

/** The answer to one command: untagged lines, then the tag with its result. */
function* tagged(tag: string): Part<{ untagged: string[]; result: string }> {
  const untagged: string[] = [];
  for (;;) {
    const text = yield* line();
    if (startsWith(text, `${tag} `)) return { untagged, result: text.slice(tag.length + 1) };
    if (startsWith(text, '* BYE')) return yield* refuse('unavailable', text);
    if (!text.startsWith('* ')) return yield* refuse('other-protocol', text);
    untagged.push(text);
  }
}

/** Words of IMAP are alike in small letters and capitals. */
function startsWith(text: string, words: string): boolean {
  if (text.slice(0, words.length).toUpperCase() !== words.toUpperCase()) return false;
  return words.endsWith(' ') || !/\w/.test(text.charAt(words.length));
}
