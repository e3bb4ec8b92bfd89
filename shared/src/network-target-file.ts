import { TenkenError } from './errors.ts';

/**
 * The lines of a list of targets that say something: without comments (# to the end of the line), spaces around them
 * and a byte order mark; each with its number, from 1.
 *
 * @throws {TenkenError} `file-encoding` that names the file
 */
export function targetLines(bytes: Uint8Array, path: string): { line: number; content: string }[] {
  let whole: string;
  try {
    whole = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const what = `${path} is not UTF-8. Save it as UTF-8, with or without BOM.`;
    throw new TenkenError('file-encoding', what, { cause });
  }
  return whole.split(/\r\n|\r|\n/u).flatMap((line, index) => {
    const content = line.replace(/(?:^|\s)[#＃].*$/u, '').trim();
    return content === '' ? [] : [{ line: index + 1, content }];
  });
}
