/** Names that Windows keeps for devices, with any extension. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])$/i;

/**
 * What may stand in a name: Japanese and Latin letters, digits, and a few signs. Everything else, such as separators,
 * dots that look like separators, letters of other scripts that look like ours, marks of direction, becomes `_`.
 */
const forbidden =
  /[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}a-zA-Z0-9\u3005\u3006\u3007\u30FC()・.-]+/gu;

/** In characters; Japanese takes three bytes each, and Linux counts to 255 bytes. */
const maxPartLength = 24;
const maxLength = 70;

/**
 * A file name that every system can unpack: `様02-06_安全管理措置確認結果報告書_点検市_R8.xlsx`.
 *
 * At most 70 characters and 240 bytes, no separator, no device name, no dot or space at either end. Widths are folded
 * (NFKC). Names of files that come from a host or a person are never used as they are; what makes a name unique is
 * an id among the parts.
 *
 * @param parts in order; empty ones are left out
 * @param extension ASCII, without the dot
 */
export function fileName(parts: readonly string[], extension: string): string {
  const named = parts.map(safePart).filter((part) => part !== '');
  const stem = trimmed(cut(named.join('_'), maxLength - extension.length - 1));
  return `${safeStem(stem)}.${extension}`;
}

/** One part of a path inside a pack, by the same rules and without an extension. */
export function folderName(parts: readonly string[]): string {
  const named = parts.map(safePart).filter((part) => part !== '');
  return safeStem(trimmed(cut(named.join('_'), maxLength)));
}

function safeStem(stem: string): string {
  if (stem === '') return '_';
  // Windows looks at what stands before the first dot only: `con.a.xlsx` is the console.
  return devices.test(stem.split('.')[0] ?? '') ? `_${stem}` : stem;
}

function safePart(part: string): string {
  const plain = part
    .toWellFormed()
    .normalize('NFKC')
    .replaceAll(forbidden, '_')
    .replaceAll(/\.{2,}/g, '_')
    .replaceAll(/_{2,}/g, '_');
  return trimmed(cut(plain, maxPartLength));
}

/** No dot, hyphen or underscore at either end: hidden files, options of programs, extensions that Windows drops. */
function trimmed(text: string): string {
  return text.replaceAll(/^[._-]+|[._-]+$/g, '');
}

function cut(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('');
}
