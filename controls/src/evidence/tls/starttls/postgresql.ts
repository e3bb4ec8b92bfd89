import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import { hear, refuse, say } from './script.ts';
import type { Reading, Script } from './script.ts';

/** SSLRequest: eight bytes, code 80877103. */
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

/** PostgreSQL with SSLRequest: one letter answers. The server waits for us. */
export function* postgresql(): Script {
  yield* say(sslRequest);
  const answer = yield* hear(readAnswer);
  if (answer === 'S') return;
  if (answer === 'N') return yield* refuse('not-offered', 'N');
  // Before it looks at the request: too many connections, starting up, out of memory.
  yield* refuse('unavailable', answer);
}

/** `S`, `N`, or the words of an error. */
function readAnswer(rest: Buffer): Reading<string> {
  const letter = rest.toString('latin1', 0, 1);
  if (letter === '') return { type: 'more' };
  if (letter === 'S' || letter === 'N') return { type: 'read', value: letter, byteCount: 1 };
  if (letter !== 'E') return refused('other-protocol', beginsWith(rest.subarray(0, 1)));
  if (rest.length < 5) return { type: 'more' };
  const length = rest.readUInt32BE(1);
  // Versions before 7.4, and the process that could not start another one, write the words and a zero at once.
  if (rest[1] !== 0) {
    const end = rest.indexOf(0);
    if (end === -1) return { type: 'more' };
    return { type: 'read', value: rest.toString('utf8', 1, end).trim(), byteCount: end + 1 };
  }
  if (length < 4 || length > 30_000) return refused('other-protocol', beginsWith(rest.subarray(0, 5)));
  if (rest.length < 1 + length) return { type: 'more' };
  return { type: 'read', value: errorMessage(rest.subarray(5, 1 + length)), byteCount: 1 + length };
}

/** Fields are a letter and a string that ends with zero: `M` is the message. */
function errorMessage(fields: Buffer): string {
  const texts = fields.toString('utf8').split('\0');
  return texts.find((text) => text.startsWith('M'))?.slice(1) ?? 'an error without words';
}
