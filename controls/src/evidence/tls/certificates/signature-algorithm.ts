import { own, ProbeError } from '@tenken/shared';

export type SignatureAlgorithm = { oid: string; hash: string | null };

const hashes: Record<string, string> = {
  '1.2.840.113549.1.1.2': 'md2',
  '1.2.840.113549.1.1.3': 'md4',
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.3.14.3.2.29': 'sha1',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.10040.4.3': 'sha1',
  '2.16.840.1.101.3.4.3.1': 'sha224',
  '2.16.840.1.101.3.4.3.2': 'sha256',
  '1.3.101.112': 'none',
  '1.3.101.113': 'none',
  '2.16.840.1.101.3.4.3.17': 'none',
  '2.16.840.1.101.3.4.3.18': 'none',
  '2.16.840.1.101.3.4.3.19': 'none',
};

const pssOid = '1.2.840.113549.1.1.10';

const digestOids: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * The algorithm of a certificate's signature: `Certificate ::= SEQUENCE { tbs, AlgorithmIdentifier, signature }`.
 *
 * @throws {ProbeError} `unparsable`
 */
export function signatureAlgorithm(der: Uint8Array): SignatureAlgorithm {
  const certificate = element(der, 0x30);
  const tbs = element(certificate.content, 0x30);
  const algorithm = element(tbs.rest, 0x30);
  const oid = element(algorithm.content, 0x06);
  const name = objectIdentifier(oid.content);
  return { oid: name, hash: name === pssOid ? pssHash(oid.rest) : (own(hashes, name) ?? null) };
}

/** RSASSA-PSS keeps its hash in the parameters, and SHA-1 is what it means to leave it out. */
function pssHash(parameters: Uint8Array): string | null {
  if (parameters.length === 0) return 'sha1';
  const fields = element(parameters, 0x30).content;
  if (fields[0] !== 0xa0) return 'sha1';
  const digest = element(element(fields, 0xa0).content, 0x30);
  return own(digestOids, objectIdentifier(element(digest.content, 0x06).content)) ?? null;
}

/** The first DER element of `bytes`, which has to carry `tag`. */
function element(bytes: Uint8Array, tag: number): { content: Uint8Array; rest: Uint8Array } {
  const [found, first] = bytes;
  if (found !== tag || first === undefined) {
    throw new ProbeError('unparsable', `no DER element of tag ${tag}`);
  }
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 3 || first === 0x80) throw new ProbeError('unparsable', 'a DER length out of bounds');
  let length = first;
  if (lengthBytes > 0) {
    length = 0;
    for (const byte of bytes.subarray(2, 2 + lengthBytes)) length = length * 256 + byte;
  }
  const start = 2 + lengthBytes;
  if (start + length > bytes.length) {
    throw new ProbeError('unparsable', 'a DER element longer than its container');
  }
  return { content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

function objectIdentifier(content: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content.subarray(0, 40)) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...others] = numbers;
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...others].join('.').slice(0, 80);
}
