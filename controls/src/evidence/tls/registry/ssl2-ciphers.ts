export type Ssl2Cipher = {
  /** Three bytes on the wire: kind, and twice the length of the key. */
  code: number;
  /** As the authors of each wrote it. */
  name: string;
  cipher: string;
  mac: string;
  /** 40 secret bits, for the export rules of the 1990s. */
  exportGrade: boolean;
};

const rows: readonly (readonly [code: number, name: string, cipher: string, mac: string])[] = [
  [0x010080, 'SSL_CK_RC4_128_WITH_MD5', 'RC4-128', 'MD5'],
  [0x020080, 'SSL_CK_RC4_128_EXPORT40_WITH_MD5', 'RC4-40', 'MD5'],
  [0x030080, 'SSL_CK_RC2_128_CBC_WITH_MD5', 'RC2-128-CBC', 'MD5'],
  [0x040080, 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 'RC2-40-CBC', 'MD5'],
  [0x050080, 'SSL_CK_IDEA_128_CBC_WITH_MD5', 'IDEA-CBC', 'MD5'],
  [0x060040, 'SSL_CK_DES_64_CBC_WITH_MD5', 'DES-CBC', 'MD5'],
  [0x0700c0, 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5', '3DES-CBC', 'MD5'],
  [0x000000, 'SSL_CK_NULL_WITH_MD5', 'NULL', 'MD5'],
  [0x060140, 'SSL_CK_DES_64_CBC_WITH_SHA', 'DES-CBC', 'SHA1'],
  [0x0701c0, 'SSL_CK_DES_192_EDE3_CBC_WITH_SHA', '3DES-CBC', 'SHA1'],
  [0x080080, 'SSL_CK_RC4_64_WITH_MD5', 'RC4-64', 'MD5'],
  [0xff0800, 'SSL_CK_DES_64_CFB64_WITH_MD5_1', 'DES-CFB', 'MD5'],
  [0xff0810, 'SSL_CK_NULL', 'NULL', 'none'],
];

/**
 * The seven kinds of the SSL 2.0 draft first, then what SSLeay, Microsoft and early drafts of SSL 3.0 had beside them.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-hickman-netscape-ssl-00
 */
export const ssl2Ciphers: readonly Ssl2Cipher[] = rows.map(([code, name, cipher, mac]) => ({
  code,
  name,
  cipher,
  mac,
  exportGrade: name.includes('_EXPORT40_'),
}));

const byCode = new Map(ssl2Ciphers.map((cipher) => [cipher.code, cipher]));

export function ssl2Cipher(code: number): Ssl2Cipher | null {
  return byCode.get(code) ?? null;
}

/** `0x010080`. */
export function ssl2CipherId(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(6, '0')}`;
}
