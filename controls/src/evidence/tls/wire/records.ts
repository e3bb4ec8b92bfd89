import { ProbeError } from '@tenken/shared';

/** More records than this before an answer is complete are no handshake: the longest real one has a dozen. */
const maxRecords = 256;
/** RFC 8446 5.2: 2^14 and room for the tag; 2^14 + 2048 before TLS 1.3. */
const maxRecordBytes = 16_384 + 2048;

export const recordTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export type TlsRecord = { type: number; header: Uint8Array; body: Uint8Array };

/**
 * The complete records at the start of what came so far.
 *
 * @throws {ProbeError} `unparsable` when the bytes are no TLS
 */
export function splitRecords(received: Uint8Array): TlsRecord[] {
  const records: TlsRecord[] = [];
  let at = 0;
  while (at < received.length) {
    const header = received.subarray(at, at + 5);
    const [type = 0, major = 3, , high = 0, low = 0] = header;
    if (type < 20 || type > 23 || major !== 3) {
      throw new ProbeError('unparsable', 'the answer is no TLS record');
    }
    const length = high * 256 + low;
    if (length > maxRecordBytes) throw new ProbeError('unparsable', `a TLS record of ${length} bytes`);
    if (header.length < 5 || at + 5 + length > received.length) break;
    if (records.length >= maxRecords) {
      throw new ProbeError('output-limit', `more than ${maxRecords} TLS records`);
    }
    records.push({ type, header, body: received.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return records;
}

export type HandshakeMessage = { type: number; body: Uint8Array; raw: Uint8Array };

/** The complete messages at the start of joined handshake fragments. */
export function splitMessages(fragments: Uint8Array): HandshakeMessage[] {
  const messages: HandshakeMessage[] = [];
  let at = 0;
  while (at + 4 <= fragments.length) {
    const [type = 0, high = 0, middle = 0, low = 0] = fragments.subarray(at, at + 4);
    const end = at + 4 + high * 65_536 + middle * 256 + low;
    if (end > fragments.length) break;
    messages.push({ type, body: fragments.subarray(at + 4, end), raw: fragments.subarray(at, end) });
    at = end;
  }
  return messages;
}
