import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { CipherGCMTypes } from 'node:crypto';
import { ProbeError } from '@tenken/shared';
import { concat, uint16, uint8, vector8 } from '../wire/bytes.ts';
import type { TlsRecord } from '../wire/records.ts';

type Aead = {
  hash: 'sha256' | 'sha384';
  name: CipherGCMTypes | 'chacha20-poly1305' | 'aes-128-ccm';
  keyBytes: number;
  tagBytes: number;
};

/** The suites of TLS 1.3 whose records can be opened here. */
export const aeads: Readonly<Record<number, Aead>> = {
  0x1301: { hash: 'sha256', name: 'aes-128-gcm', keyBytes: 16, tagBytes: 16 },
  0x1302: { hash: 'sha384', name: 'aes-256-gcm', keyBytes: 32, tagBytes: 16 },
  0x1303: { hash: 'sha256', name: 'chacha20-poly1305', keyBytes: 32, tagBytes: 16 },
  0x1304: { hash: 'sha256', name: 'aes-128-ccm', keyBytes: 16, tagBytes: 16 },
  0x1305: { hash: 'sha256', name: 'aes-128-ccm', keyBytes: 16, tagBytes: 8 },
};

export type RecordKeys = { aead: Aead; key: Uint8Array; iv: Uint8Array };

/**
 * Keys of the server's handshake messages (RFC 8446 7.1). The Finished message is not checked and none is sent:
 * this reads what an active attacker could have forged, on a connection that carries nothing else.
 */
export function serverHandshakeKeys(
  aead: Aead,
  sharedSecret: Uint8Array,
  helloMessages: Uint8Array,
): RecordKeys {
  const { hash } = aead;
  const hashBytes = hash === 'sha256' ? 32 : 48;
  const zeros = new Uint8Array(hashBytes);
  const digest = (data: Uint8Array) => createHash(hash).update(data).digest();
  const extract = (salt: Uint8Array, key: Uint8Array) => createHmac(hash, salt).update(key).digest();
  const expand = (secret: Uint8Array, label: string, context: Uint8Array, byteCount: number) => {
    const info = concat(
      uint16(byteCount),
      vector8(Buffer.from(`tls13 ${label}`)),
      vector8(context),
      uint8(1),
    );
    // One block is enough: no secret here is longer than the hash.
    return createHmac(hash, secret).update(info).digest().subarray(0, byteCount);
  };
  const derived = expand(extract(zeros, zeros), 'derived', digest(new Uint8Array()), hashBytes);
  const handshake = extract(derived, sharedSecret);
  const traffic = expand(handshake, 's hs traffic', digest(helloMessages), hashBytes);
  const none = new Uint8Array();
  return { aead, key: expand(traffic, 'key', none, aead.keyBytes), iv: expand(traffic, 'iv', none, 12) };
}

/**
 * Opens one encrypted record.
 *
 * @throws {ProbeError} `unparsable` when it was not sealed with these keys
 */
export function openRecord(
  keys: RecordKeys,
  record: TlsRecord,
  sequence: number,
): { type: number; body: Uint8Array } {
  const { aead, key, iv } = keys;
  const nonce = Uint8Array.from(iv);
  // One byte is enough: splitRecords stops after 256 records.
  nonce[11] = (nonce[11] ?? 0) ^ sequence;
  const sealed = record.body.subarray(0, -aead.tagBytes);
  if (record.body.length <= aead.tagBytes) {
    throw new ProbeError('unparsable', 'an encrypted record without content');
  }
  try {
    // The types tell GCM, CCM and ChaCha20 apart; the calls are the same.
    const decipher = createDecipheriv(aead.name as CipherGCMTypes, key, nonce, {
      authTagLength: aead.tagBytes,
    });
    decipher.setAuthTag(record.body.subarray(-aead.tagBytes));
    decipher.setAAD(record.header, { plaintextLength: sealed.length });
    const plain = decipher.update(sealed);
    decipher.final();
    let end = plain.length;
    while (end > 0 && plain[end - 1] === 0) end -= 1;
    return { type: plain[end - 1] ?? 0, body: plain.subarray(0, Math.max(0, end - 1)) };
  } catch (error) {
    throw new ProbeError('unparsable', 'a record that the agreed key does not open', { cause: error });
  }
}
