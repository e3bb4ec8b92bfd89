import iconv from 'iconv-lite';

/** A character that Shift_JIS as Windows knows it (CP932) does not have. */
export type Unencodable = { character: string; codePoint: string; count: number };

/**
 * CP932 has another character for these, which looks the same and which Windows itself takes. Without this step
 * the encoder gives `?`, and worse, a backslash for ¥.
 */
const twins = new Map([
  ['\u301C', '\uFF5E'], // 〜 ～
  ['\u2014', '\u2015'], // — ―
  ['\u2212', '\uFF0D'], // − －
  ['\u2016', '\u2225'], // ‖ ∥
  ['\u00A0', ' '],
  ['\u2022', '・'],
  ['\u00A5', '￥'],
  ['\u203E', '￣'],
  ['\u00A2', '￠'],
  ['\u00A3', '￡'],
  ['\u00AC', '￢'],
]);
const withTwin = new RegExp(`[${[...twins.keys()].join('')}]`, 'gu');

const question = 0x3f;
/** 〓, what Japanese printers put where a character is missing. */
const missing = '〓';

/**
 * Encodes as CP932. Characters that it lacks become 〓 and are counted in `lost`, so that a person can be told; the
 * ones above are replaced by their twins silently.
 *
 * @param lost gets one entry for each character, over all calls with the same map
 */
export function encodeShiftJis(text: string, lost: Map<string, Unencodable>): Buffer {
  const prepared = text.normalize('NFC').replace(withTwin, (character) => twins.get(character) ?? character);
  const bytes = iconv.encode(prepared, 'cp932');
  // No second byte of CP932 is a question mark, so every one more than the text has is a loss.
  if (count(bytes, question) === count(prepared, '?')) return bytes;
  let kept = '';
  for (const character of prepared) {
    if (character === '?' || !isLost(character)) {
      kept += character;
      continue;
    }
    kept += missing;
    const known = lost.get(character);
    if (known) known.count += 1;
    else lost.set(character, { character, codePoint: codePointOf(character), count: 1 });
  }
  return iconv.encode(kept, 'cp932');
}

function isLost(character: string): boolean {
  return iconv.encode(character, 'cp932').includes(question);
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function count(bytes: Buffer | string, wanted: number | string): number {
  let found = 0;
  let at = bytes.indexOf(wanted as string);
  while (at >= 0) {
    found += 1;
    at = bytes.indexOf(wanted as string, at + 1);
  }
  return found;
}
