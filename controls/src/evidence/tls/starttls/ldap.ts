import { beginsWith } from './lines.ts';
import { refused } from './progress.ts';
import { hear, refuse, say } from './script.ts';
import type { Reading, Script } from './script.ts';

const startTlsName = '1.3.6.1.4.1.1466.20037';

/** LDAPMessage 1: an ExtendedRequest that names StartTLS (RFC 4511 4.14). */
const request = Buffer.concat([Buffer.from('301d02010177188016', 'hex'), Buffer.from(startTlsName)]);

/** LDAP with StartTLS. The server waits for our request. */
export function* ldap(): Script {
  yield* say(request);
  const { id, code, diagnostic } = yield* hear(readResponse);
  if (code === 0) return;
  const word = resultCodes.get(code) ?? 'result';
  // RFC 4511 4.14.2: `protocolError` = it knows no TLS. Domain controllers of Windows without a certificate say
  // `unavailable`, as does a server that is shutting down.
  yield* refuse(
    code === 2 && id === 1 ? 'not-offered' : 'unavailable',
    `${word} (${code}) ${diagnostic}`.trimEnd(),
  );
}

const resultCodes = new Map([
  [1, 'operationsError'],
  [2, 'protocolError'],
  [13, 'confidentialityRequired'],
  [51, 'busy'],
  [52, 'unavailable'],
  [53, 'unwillingToPerform'],
  [80, 'other'],
]);

const tags = { integer: 0x02, octetString: 0x04, enumerated: 0x0a, sequence: 0x30, extendedResponse: 0x78 };

type Response = { id: 0 | 1; code: number; diagnostic: string };

function readResponse(rest: Buffer): Reading<Response> {
  if (rest.length < 2) return { type: 'more' };
  if (rest[0] !== tags.sequence) return refused('other-protocol', beginsWith(rest.subarray(0, 2)));
  const message = readElement(rest, 0);
  if (message === 'more') return { type: 'more' };
  const response = message === 'malformed' ? null : parseMessage(message.body);
  if (response === null || message === 'malformed') {
    return refused('other-protocol', 'no answer of LDAP to an extended request');
  }
  return { type: 'read', value: response, byteCount: message.end };
}

/** Message 0 is not asked for: the server ends the connection and says why (RFC 4511 4.4.1). */
function parseMessage(body: Buffer): Response | null {
  const id = readElement(body, 0);
  if (typeof id === 'string' || id.tag !== tags.integer) return null;
  const operation = readElement(body, id.end);
  if (typeof operation === 'string' || operation.tag !== tags.extendedResponse) return null;
  const result = readElement(operation.body, 0);
  if (typeof result === 'string' || result.tag !== tags.enumerated || result.body.length !== 1) return null;
  const matchedDn = readElement(operation.body, result.end);
  if (typeof matchedDn === 'string' || matchedDn.tag !== tags.octetString) return null;
  const diagnostic = readElement(operation.body, matchedDn.end);
  if (typeof diagnostic === 'string' || diagnostic.tag !== tags.octetString) return null;
  const code = result.body.readUInt8(0);
  const number = id.body.length === 1 ? id.body.readUInt8(0) : null;
  if (number !== 1 && (number !== 0 || code === 0)) return null;
  return { id: number, code, diagnostic: diagnostic.body.toString('utf8') };
}

/** Answers are of some dozen bytes; the words for people may be longer. */
const maxElementBytes = 16_384;

type Element = { tag: number; body: Buffer; end: number };

/**
 * One element of BER. Lengths may be longer than they need to be: domain controllers of Windows write each in four
 * bytes (`84 00 00 00 10`). LDAP has no indefinite ones.
 */
function readElement(bytes: Buffer, at: number): Element | 'more' | 'malformed' {
  if (at + 2 > bytes.length) return 'more';
  const tag = bytes.readUInt8(at);
  const short = bytes.readUInt8(at + 1);
  const lengthBytes = short < 0x80 ? 0 : short - 0x80;
  if (short === 0x80 || lengthBytes > 4) return 'malformed';
  const from = at + 2 + lengthBytes;
  if (from > bytes.length) return 'more';
  const length = lengthBytes === 0 ? short : bytes.readUIntBE(at + 2, lengthBytes);
  if (length > maxElementBytes) return 'malformed';
  if (from + length > bytes.length) return 'more';
  return { tag, body: bytes.subarray(from, from + length), end: from + length };
}
