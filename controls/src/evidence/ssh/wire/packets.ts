import { ProbeError } from '@tenken/shared';
import { concat, uint32 } from './fields.ts';

/** Every implementation takes packets of this size, and nothing that is sent in clear is larger (RFC 4253 6.1). */
const maxPacketBytes = 35_000;

/** Numbers of messages (RFC 4250 section 4.1.2) that come before encryption begins. */
export const message = {
  disconnect: 1,
  ignore: 2,
  unimplemented: 3,
  debug: 4,
  keyExchangeInit: 20,
  newKeys: 21,
} as const;

/**
 * Payloads of the complete packets, in clear and without MAC. A packet that has not arrived in full is left out.
 *
 * @throws {ProbeError} `unparsable` as soon as a length cannot be that of a packet
 */
export function splitPackets(bytes: Uint8Array): Uint8Array[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payloads: Uint8Array[] = [];
  let at = 0;
  while (view.length - at >= 5) {
    const length = view.readUInt32BE(at);
    const padding = view[at + 4] ?? 0;
    const isPossible = length >= 12 && length <= maxPacketBytes && (length + 4) % 8 === 0;
    if (!isPossible || padding < 4 || padding > length - 2) {
      throw new ProbeError('unparsable', `no packet of SSH has length ${length} and padding ${padding}`);
    }
    if (view.length - at < 4 + length) break;
    payloads.push(view.subarray(at + 5, at + 4 + length - padding));
    at += 4 + length;
  }
  return payloads;
}

/** The padding is of zeros: nothing is encrypted, so nothing is gained by hiding it. */
export function packet(...payload: readonly Uint8Array[]): Uint8Array {
  const body = concat(...payload);
  const short = 8 - ((body.length + 5) % 8);
  const padding = short < 4 ? short + 8 : short;
  return concat(uint32(body.length + 1 + padding), Uint8Array.of(padding), body, new Uint8Array(padding));
}
