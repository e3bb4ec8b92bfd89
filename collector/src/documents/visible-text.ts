/**
 * Characters that show nothing, or change how their neighbours are shown: controls, format characters (right-to-left
 * marks, zero-width joiners, tags), line and paragraph separators, lone surrogates, noncharacters. XML forbids some
 * of them, Excel drops others, and a reviewer sees none.
 */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u{FDD0}-\u{FDEF}\u{FFFE}\u{FFFF}]/gu;

/** Most texts by far: nothing in it is invisible, and to see that takes a tenth of the time. */
const allVisible = /^[\n\t -~\u3000-\u30FF\u4E00-\u9FFF\uFF01-\uFF9F]*$/;

/**
 * What somebody wrote, with every invisible character as `<U+202E>`. Line ends become LF and stay, as do tabs.
 * The result has no lone surrogate and nothing that XML 1.0 forbids.
 */
export function visibleText(text: string): string {
  if (allVisible.test(text)) return text;
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  return lines.replace(invisible, codePointName);
}

/** `U+202E` in angle brackets: readable on a form, and within Shift_JIS. */
function codePointName(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
