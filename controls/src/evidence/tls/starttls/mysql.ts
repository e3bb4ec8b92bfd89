import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import { hear, refuse, say } from './script.ts';
import type { Reading, Script } from './script.ts';

const clientSsl = 0x0800;

/** SSLRequest, packet 1: capabilities with CLIENT_SSL and CLIENT_PROTOCOL_41, packets of 16 MB, utf8. */
const sslRequest = Buffer.from(`2000000185aeff000000000121${'00'.repeat(23)}`, 'hex');

/** MySQL and MariaDB: who greets with CLIENT_SSL takes a request for it without a word and begins TLS. */
export function* mysql(): Script {
  const greeting = yield* hear(readGreeting);
  if (greeting.type === 'error') return yield* refuse('unavailable', greeting.what);
  if ((greeting.capabilities & clientSsl) === 0) {
    return yield* refuse('not-offered', 'no CLIENT_SSL among the capabilities');
  }
  yield* say(sslRequest);
}

type Greeting = { type: 'error'; what: string } | { type: 'greeting'; capabilities: number };

/** Real greetings are of about 80 bytes, errors of 512 at most. */
const maxPacketBytes = 4096;

function readGreeting(rest: Buffer): Reading<Greeting> {
  if (rest.length < 5) return { type: 'more' };
  const end = 4 + rest.readUIntLE(0, 3);
  const kind = rest[4];
  // Protocol 10 since 1998; FF = an error instead of a greeting, such as a host that may not connect.
  if (end === 4 || end > maxPacketBytes || rest[3] !== 0 || (kind !== 10 && kind !== 0xff)) {
    return refused('other-protocol', beginsWith(rest.subarray(0, 5)));
  }
  if (rest.length < end) return { type: 'more' };
  const body = rest.subarray(4, end);
  if (kind === 0xff) {
    const code = body.length < 3 ? 0 : body.readUInt16LE(1);
    return {
      type: 'read',
      value: { type: 'error', what: `${code} ${body.toString('utf8', 3)}` },
      byteCount: end,
    };
  }
  // Version up to a zero, number of the connection, eight bytes of salt, a zero, the lower capabilities.
  const capabilitiesAt = body.indexOf(0, 1) + 1 + 4 + 8 + 1;
  if (body.indexOf(0, 1) === -1 || capabilitiesAt + 2 > body.length) {
    return refused('other-protocol', 'a greeting cut short');
  }
  const capabilities = body.readUInt16LE(capabilitiesAt);
  return { type: 'read', value: { type: 'greeting', capabilities }, byteCount: end };
}
