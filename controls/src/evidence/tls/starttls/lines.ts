import { hear } from './script.ts';
import type { Part, Reading } from './script.ts';
import { refused } from './progress.ts';

const maxLineBytes = 8192;

/** The next line, without its end. */
export function line(): Part<string> {
  return hear(readLine);
}

/**
 * A line up to LF or CR LF. Bytes that no text has say at once that this is another protocol: whoever sends them
 * may never send the end of a line.
 */
export function readLine(rest: Buffer): Reading<string> {
  const end = rest.indexOf(0x0a);
  const text = end === -1 ? rest.subarray(0, maxLineBytes + 1) : rest.subarray(0, end);
  const strange = text.findIndex(isNoText);
  if (strange !== -1) {
    const seen = text.subarray(Math.max(0, strange - 7), strange + 1);
    return refused('other-protocol', `bytes that are no text: ${hexadecimal(seen)}`);
  }
  if (text.length > maxLineBytes) {
    return refused('other-protocol', `a line of more than ${maxLineBytes} bytes`);
  }
  if (end === -1) return { type: 'more' };
  const hasReturn = text.at(-1) === 0x0d;
  return {
    type: 'read',
    value: text.subarray(0, hasReturn ? -1 : undefined).toString('utf8'),
    byteCount: end + 1,
  };
}

/** Exactly so many bytes. */
export function block(byteCount: number): Part<Buffer> {
  return hear((rest) =>
    rest.length < byteCount
      ? { type: 'more' }
      : { type: 'read', value: rest.subarray(0, byteCount), byteCount },
  );
}

/** The first bytes of something that is not what it should be. */
export function beginsWith(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return `begins with ${isText ? `"${text}"` : hexadecimal(bytes)}`;
}

/** Escape (1B) is in Japanese greetings (ISO-2022-JP). */
function isNoText(byte: number): boolean {
  return (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) || byte === 0x7f;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
