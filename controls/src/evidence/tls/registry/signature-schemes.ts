import { codeId } from './code-id.ts';

type Row = readonly [code: number, name: string];

/** ECDSA, EdDSA and ML-DSA. */
const ecdsa: readonly Row[] = [
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0807, 'ed25519'],
  [0x0808, 'ed448'],
  [0x0904, 'mldsa44'],
  [0x0905, 'mldsa65'],
  [0x0906, 'mldsa87'],
  [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
  [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
  [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
  [0x0303, 'ecdsa_sha224'],
  [0x0203, 'ecdsa_sha1'],
];

/** RSA-PSS with either kind of key, then PKCS #1. */
const rsa: readonly Row[] = [
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
  [0x0809, 'rsa_pss_pss_sha256'],
  [0x080a, 'rsa_pss_pss_sha384'],
  [0x080b, 'rsa_pss_pss_sha512'],
  [0x0401, 'rsa_pkcs1_sha256'],
  [0x0501, 'rsa_pkcs1_sha384'],
  [0x0601, 'rsa_pkcs1_sha512'],
  [0x0301, 'rsa_pkcs1_sha224'],
  [0x0201, 'rsa_pkcs1_sha1'],
  [0x0101, 'rsa_pkcs1_md5'],
];

const dsa: readonly Row[] = [
  [0x0402, 'dsa_sha256'],
  [0x0502, 'dsa_sha384'],
  [0x0602, 'dsa_sha512'],
  [0x0302, 'dsa_sha224'],
  [0x0202, 'dsa_sha1'],
];

const other: readonly Row[] = [
  [0x0708, 'sm2sig_sm3'],
  [0x0709, 'gostr34102012_256a'],
  [0x070a, 'gostr34102012_256b'],
  [0x070b, 'gostr34102012_256c'],
  [0x070c, 'gostr34102012_256d'],
  [0x0840, 'gostr34102012_256'],
  [0x0841, 'gostr34102012_512'],
];

const codes = (rows: readonly Row[]) => rows.map(([code]) => code);

export const ecdsaSchemes: readonly number[] = codes(ecdsa);
export const rsaSchemes: readonly number[] = codes(rsa);

/**
 * Everything a server might want to sign with: one that finds nothing it can use refuses a suite that it has.
 *
 * @see https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-signaturescheme
 */
export const allSchemes: readonly number[] = codes([...ecdsa, ...rsa, ...dsa, ...other]);

/** ECDSA, RSA-PSS and PKCS #1 with SHA-2, and SHA-1. */
export const usualSchemes: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
];

const names = new Map([...ecdsa, ...rsa, ...dsa, ...other]);

/** As IANA writes it, in its manner for pairs of hash and signature that have no name there. */
export function schemeName(code: number): string {
  return names.get(code) ?? codeId(code);
}
