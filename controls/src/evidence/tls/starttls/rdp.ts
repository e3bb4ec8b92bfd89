import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import type { Refusal } from './progress.ts';
import { hear, refuse, say } from './script.ts';
import type { Reading, Script } from './script.ts';

/** X.224 connection request that asks for TLS, or for CredSSP, which is inside TLS (MS-RDPBCGR 2.2.1.1). */
const request = Buffer.from('030000130ee000000000000100080003000000', 'hex');

/** Remote Desktop. The server waits for us. */
export function* rdp(): Script {
  yield* say(request);
  const { type, value } = yield* hear(readConfirm);
  if (type === 'failure') {
    const known = failures.get(value);
    return yield* refuse(known?.why ?? 'unavailable', known?.name ?? `failure ${value}`);
  }
  // 0 = the RDP security of its own, with RC4; an old server does not know the question and answers without.
  if (type === 'silent' || value === 0) return yield* refuse('not-offered', 'plain RDP security');
}

/** MS-RDPBCGR 2.2.1.2.2. */
const failures = new Map<number, { name: string; why: Refusal }>([
  // It would take TLS if we asked for no more; but TLS is what we ask for.
  [1, { name: 'SSL_REQUIRED_BY_SERVER', why: 'unavailable' }],
  [2, { name: 'SSL_NOT_ALLOWED_BY_SERVER', why: 'not-offered' }],
  [3, { name: 'SSL_CERT_NOT_ON_SERVER', why: 'not-offered' }],
  [4, { name: 'INCONSISTENT_FLAGS', why: 'unavailable' }],
  [5, { name: 'HYBRID_REQUIRED_BY_SERVER', why: 'unavailable' }],
  [6, { name: 'SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER', why: 'unavailable' }],
]);

type Confirm = { type: 'chosen' | 'failure' | 'silent'; value: number };

/** TPKT header of 4 bytes, X.224 connection confirm of 7, negotiation answer of 8. */
function readConfirm(rest: Buffer): Reading<Confirm> {
  if (rest.length < 4) return { type: 'more' };
  const end = rest.readUInt16BE(2);
  if (rest[0] !== 3 || rest[1] !== 0 || end < 11 || end > 1024) {
    return refused('other-protocol', beginsWith(rest.subarray(0, 4)));
  }
  if (rest.length < end) return { type: 'more' };
  const read = (value: Confirm): Reading<Confirm> => ({ type: 'read', value, byteCount: end });
  if ((rest.readUInt8(5) & 0xf0) !== 0xd0 || rest[4] !== end - 5) {
    return refused('other-protocol', 'no confirmation of a connection');
  }
  if (end === 11) return read({ type: 'silent', value: 0 });
  const type = rest[11];
  if (end < 19 || (type !== 2 && type !== 3) || rest.readUInt16LE(13) !== 8) {
    return refused('other-protocol', 'no answer to the negotiation');
  }
  return read({ type: type === 2 ? 'chosen' : 'failure', value: rest.readUInt32LE(15) });
}
