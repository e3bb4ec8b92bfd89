import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { RenewalAnswer, TenkenError } from '@tenken/shared';
import { post } from '../transport/post.ts';
import { whyNotConnected } from '../transport/why-not-connected.ts';
import { certificateRequest } from './csr.ts';
import { replaceIdentity } from './identity.ts';
import type { Identity } from './identity.ts';

/** Whether two thirds of the certificate's life are over: a third is left for a collector that is away. */
export function isRenewalDue(certificate: string, now: number): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const life = validToDate.getTime() - validFromDate.getTime();
  return now >= validFromDate.getTime() + (life * 2) / 3;
}

/**
 * Gets a certificate for a new key with the old one, and keeps both in its place. The collector ends the old one
 * when the new one is used first; if the answer is lost, the old one stays good.
 *
 * @throws {TenkenError} `renewal-failed`
 */
export async function renew(folder: string, identity: Identity): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const url = new URL('/api/v1/renewals', identity.reportsUrl);
  const response = await post(url, {
    body: JSON.stringify({ csr: certificateRequest(privateKey, publicKey) }),
    tls: { ca: identity.authority, cert: identity.certificate, key: identity.privateKey },
  }).catch((cause: unknown) => {
    throw failed(`${url.host} cannot be reached: ${whyNotConnected(cause, 'report')}`, cause);
  });
  const answer = response.status === 201 ? RenewalAnswer.safeParse(response.json) : null;
  if (!answer?.success) throw failed(`${url.host} answered ${response.status}: ${response.detail}`);
  if (!new X509Certificate(answer.data.certificate).checkPrivateKey(privateKey)) {
    throw failed(`${url.host} sent a certificate for another key`);
  }
  const renewed = {
    ...identity,
    ...answer.data,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  replaceIdentity(folder, renewed);
  return renewed;
}

function failed(why: string, cause?: unknown): TenkenError {
  return new TenkenError('renewal-failed', `The certificate was not renewed: ${why}`, { cause });
}
