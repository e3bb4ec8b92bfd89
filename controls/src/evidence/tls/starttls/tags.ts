import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import { hear } from './script.ts';
import type { Part, Reading } from './script.ts';

/** A tag of an XML stream that never ends, so that nothing parses it as a document. */
export type Tag = {
  /** Without prefix. */
  name: string;
  /** `empty`: opens and closes at once. */
  kind: 'opens' | 'closes' | 'empty';
};

/** XMPP has small tags; the longest, with features of many words, are text between tags. */
const maxTagBytes = 4096;

/** The next tag; the text before it is passed over, and so is an XML declaration. */
export function* tag(): Part<Tag> {
  for (;;) {
    const found = yield* hear(readTag);
    if (found !== null) return found;
  }
}

/** XMPP forbids comments, CDATA and document types at this place (RFC 6120 11.1): nothing with `<!` is passed over. */
function readTag(rest: Buffer): Reading<Tag | null> {
  const from = rest.indexOf(0x3c);
  const before = from === -1 ? rest : rest.subarray(0, from);
  const strange = before.findIndex((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13);
  if (strange !== -1) {
    return refused('other-protocol', beginsWith(before.subarray(Math.max(0, strange - 7), strange + 1)));
  }
  if (from === -1) return { type: 'more' };
  const end = endOfTag(rest, from);
  if (end === 'more') return { type: 'more' };
  if (end === 'too-long') return refused('other-protocol', `a tag of more than ${maxTagBytes} bytes`);
  const text = rest.toString('utf8', from + 1, end);
  const found = text.startsWith('?') ? null : parseTag(text);
  if (found === 'none') return refused('other-protocol', `a tag that XMPP has not: <${text}>`);
  return { type: 'read', value: found, byteCount: end + 1 };
}

function parseTag(text: string): Tag | 'none' {
  const words = /^(\/?)(?:[\w.-]{1,64}:)?([\w.-]{1,64})(?=[\s/]|$)/.exec(text);
  if (!words) return 'none';
  const [, slash, name = ''] = words;
  if (slash === '/') return { name, kind: 'closes' };
  return { name, kind: text.endsWith('/') ? 'empty' : 'opens' };
}

/** Offset of the `>` outside quotes. */
function endOfTag(bytes: Buffer, from: number): number | 'more' | 'too-long' {
  let quote = 0;
  for (let at = from + 1; at < bytes.length; at += 1) {
    if (at - from > maxTagBytes) return 'too-long';
    const byte = bytes[at] ?? 0;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === 0x22 || byte === 0x27) quote = byte;
    else if (byte === 0x3e) return at;
  }
  return 'more';
}
