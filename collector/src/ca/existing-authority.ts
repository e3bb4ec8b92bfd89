import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import { filePath, readSecret } from '../configuration/secret-file.ts';

/** An authority that somebody else made: PEM files of a chain, the issuing certificate first, and of its key. */
export type AuthorityFiles = { certificate: string; key: string };

export type AuthorityPem = {
  /** The certificate that issues. */
  issuing: string;
  /** What leads from it to the anchor, as it is sent in handshakes; empty when the issuing one is the anchor. */
  intermediates: string;
  /** What agents trust. */
  anchor: string;
  key: string;
};

/**
 * Reads an offline root's online intermediate, or a corporate authority. The root's own key is not needed and should
 * not be here.
 *
 * @throws {TenkenError} `authority-unusable` with what does not fit, `configuration-invalid` for a key that others can read
 */
export function readAuthorityFiles(files: AuthorityFiles): AuthorityPem {
  const key = readSecret('--authority-key', files.key);
  const blocks = read(files.certificate).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  const pems = (blocks ?? []).map((block) => `${block}\n`);
  const chain = pems.map((pem) => parsed(pem, files.certificate));
  const [issuing] = chain;
  const root = chain.at(-1);
  if (!issuing || !root) throw unusable(`${files.certificate} holds no certificate.`);
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1] ?? certificate;
    if (!certificate.ca) throw unusable(`${certificate.subject} is no certificate of an authority.`);
    if (!certificate.verify(issuer.publicKey)) {
      throw unusable(
        `${certificate.subject} is not signed by ${issuer.subject}. The chain begins with the issuing certificate and ends with the root.`,
      );
    }
    if (Date.now() > certificate.validToDate.getTime()) throw unusable(`${certificate.subject} has expired.`);
  }
  if (issuing.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw unusable(`The key of ${issuing.subject} is not ECDSA P-256.`);
  }
  if (!issuing.checkPrivateKey(createPrivateKey(key))) {
    throw unusable(`${files.key} is not the key of ${issuing.subject}.`);
  }
  return {
    issuing: pems[0] ?? '',
    // The root is not sent: whoever verifies has it, or must not trust it.
    intermediates: pems.slice(0, -1).join(''),
    anchor: pems.at(-1) ?? '',
    key,
  };
}

function parsed(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unusable(`${path} holds something that is no certificate.`, cause);
  }
}

function read(path: string): string {
  try {
    return readFileSync(filePath(path), 'utf8');
  } catch (cause) {
    throw unusable(`${path} cannot be read: ${(cause as Error).message}.`, cause);
  }
}

function unusable(message: string, cause?: unknown): TenkenError {
  return new TenkenError(
    'authority-unusable',
    `${message} Name a chain and its key with --authority-cert and --authority-key.`,
    { cause },
  );
}
