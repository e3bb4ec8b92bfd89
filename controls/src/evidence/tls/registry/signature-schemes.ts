/** ecdsa_secp256r1/384r1/521r1, Ed25519, Ed448, ML-DSA, brainpool, ecdsa_sha1. */
export const ecdsaSchemes: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0904, 0x0905, 0x0906, 0x081a, 0x081b, 0x081c, 0x0303, 0x0203,
];

/** RSA-PSS with either kind of key, PKCS #1 with SHA-2, SHA-1 and MD5. */
export const rsaSchemes: readonly number[] = [
  0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201, 0x0101,
];

const dsaSchemes: readonly number[] = [0x0402, 0x0502, 0x0602, 0x0302, 0x0202];

/** SM2 with SM3, GOST R 34.10-2012 in TLS 1.3 and before it. */
const otherSchemes: readonly number[] = [0x0708, 0x0709, 0x070a, 0x070b, 0x070c, 0x0840, 0x0841];

/** Everything a server might want to sign with: one that finds nothing it can use refuses a suite that it has. */
export const allSchemes: readonly number[] = [...ecdsaSchemes, ...rsaSchemes, ...dsaSchemes, ...otherSchemes];
