import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { ToldError } from '../../told-error.ts';

export const textEncodings = ['utf-8', 'shift_jis', 'utf-16le', 'utf-16be'] as const;

/** How Excel and asset tools save text. `shift_jis` is CP932 as Windows writes it. */
export type TextEncoding = (typeof textEncodings)[number];

const marks: [TextEncoding, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of a file, and how it was encoded. A byte order mark decides; without one the bytes must be valid in
 * exactly one of UTF-8 and Shift_JIS, or plainly the former.
 *
 * Every byte pair of half-width katakana in Shift_JIS is also a letter of some alphabet in UTF-8, so a file whose only
 * such characters are those cannot be told apart: a wrong guess would give machines other names.
 *
 * @param given what a person says about the file; then nothing is guessed
 * @throws {ToldError} `file-encoding` when the bytes fit no encoding, or two
 */
export function decodeText(
  bytes: Uint8Array,
  given?: TextEncoding,
): { text: string; encoding: TextEncoding } {
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
  if (given && marked && marked !== given) {
    throw unreadable(
      `ファイルの先頭に${marked}の印があり、${given}ではありません。`,
      `The file begins with the mark of ${marked}, not of ${given}.`,
    );
  }
  const named = given ?? marked;
  if (named) {
    const content = decoded(bytes, named);
    if (content === null) {
      const { ja, en } = brokenAt(bytes, named);
      throw unreadable(
        `${ja}「CSV UTF-8」で保存し直してください。`,
        `${en} Save the file again as CSV UTF-8.`,
      );
    }
    return { text: content, encoding: named };
  }
  return guessed(bytes);
}

function guessed(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  if (bytes.includes(0)) {
    throw unreadable(
      'ファイルにNULバイトがあります。CSVでないか、印の無いUTF-16です。「CSV UTF-8」で保存し直してください。',
      'The file holds NUL bytes: it is no CSV, or UTF-16 without a mark. Save it again as CSV UTF-8.',
    );
  }
  const utf8 = decoded(bytes, 'utf-8');
  const shiftJis = decoded(bytes, 'shift_jis');
  const plainlyUtf8 = utf8 !== null && (shiftJis === null || !couldBeKatakana(utf8));
  if (plainlyUtf8) return { text: utf8, encoding: 'utf-8' };
  if (utf8 === null && shiftJis !== null) return { text: shiftJis, encoding: 'shift_jis' };
  if (utf8 === null) {
    const [one, other] = [brokenAt(bytes, 'utf-8'), brokenAt(bytes, 'shift_jis')];
    throw unreadable(
      `UTF-8でもShift_JISでもありません。${one.ja}${other.ja}「CSV UTF-8」で保存し直してください。`,
      `The file is neither UTF-8 nor Shift_JIS. ${one.en} ${other.en} Save it again as CSV UTF-8.`,
    );
  }
  throw unreadable(
    'UTF-8としてもShift_JISとしても読めて、文字が違います。文字コードを指定するか、BOM付きの「CSV UTF-8」で保存してください。',
    'The file reads as UTF-8 and as Shift_JIS, with different characters. Name its encoding, or save it as CSV UTF-8 with a byte order mark.',
  );
}

/** Whether everything beyond ASCII lies where two bytes of UTF-8 are two half-width katakana of Shift_JIS. */
function couldBeKatakana(utf8: string): boolean {
  const beyond = utf8.replaceAll(/[\0-\x7F]/g, '');
  return beyond !== '' && !/[\u0800-\u{10FFFF}]/u.test(beyond);
}

function decoded(bytes: Uint8Array, encoding: TextEncoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Where reading stops, by line: the first line that does not decode by itself. */
function brokenAt(bytes: Uint8Array, encoding: TextEncoding): Text {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === 'utf-8' || encoding === 'shift_jis') {
    let from = 0;
    for (let line = 1; from <= buffer.length; line += 1) {
      // Neither encoding has a line feed inside of a character.
      const end = buffer.indexOf(0x0a, from);
      const to = end < 0 ? buffer.length : end;
      if (decoded(buffer.subarray(from, to), encoding) === null) {
        return text(`${line}行目が${encoding}ではありません。`, `Line ${line} is not ${encoding}.`);
      }
      from = to + 1;
    }
  }
  return text(`ファイルが${encoding}ではありません。`, `The file is not ${encoding}.`);
}

function unreadable(ja: string, en: string): ToldError {
  return ToldError.of('file-encoding', text(ja, en));
}
