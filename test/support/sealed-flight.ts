import { createCipheriv } from 'node:crypto';
import type { CipherGCMTypes } from 'node:crypto';
import { aeads, serverHandshakeKeys } from '../../controls/src/evidence/tls/certificates/key-schedule.ts';
import type { KeyPair } from '../../controls/src/evidence/tls/certificates/key-shares.ts';
import {
  concat,
  uint16,
  uint24,
  uint8,
  vector16,
  vector8,
} from '../../controls/src/evidence/tls/wire/bytes.ts';

const suite = 0x1301;

/**
 * What a server of TLS 1.3 sends for these handshake messages, whatever they say: ServerHello in clear, the rest sealed
 * with the key that both sides would have. The client's own key serves as the server's.
 *
 * @param pieceBytes content of one record, 16,384 at most
 */
export function sealedFlight(
  clientHello: Uint8Array,
  pair: KeyPair,
  messages: Uint8Array,
  pieceBytes = 16_384,
): Uint8Array {
  const extensions = concat(
    uint16(43),
    vector16(uint16(0x0304)),
    uint16(51),
    vector16(uint16(pair.group), vector16(pair.publicKey)),
  );
  const body = concat(
    uint16(0x0303),
    new Uint8Array(32).fill(7),
    vector8(),
    uint16(suite),
    uint8(0),
    vector16(extensions),
  );
  const hello = concat(uint8(2), uint24(body.length), body);
  const aead = aeads[suite];
  if (!aead) throw new Error('no such suite');
  const keys = serverHandshakeKeys(aead, pair.agree(pair.publicKey), concat(clientHello, hello));
  const records = [concat(uint8(22), uint16(0x0303), vector16(hello))];
  for (let at = 0, sequence = 0; at < messages.length; at += pieceBytes, sequence += 1) {
    const plain = concat(messages.subarray(at, at + pieceBytes), uint8(22));
    const nonce = Uint8Array.from(keys.iv);
    nonce[11] = (nonce[11] ?? 0) ^ (sequence & 0xff);
    const header = concat(uint8(23), uint16(0x0303), uint16(plain.length + aead.tagBytes));
    const cipher = createCipheriv(aead.name as CipherGCMTypes, keys.key, nonce, {
      authTagLength: aead.tagBytes,
    });
    cipher.setAAD(header, { plaintextLength: plain.length });
    const sealed = cipher.update(plain);
    cipher.final();
    records.push(concat(header, sealed, cipher.getAuthTag()));
  }
  return concat(...records);
}
