import { generateKeyPairSync } from 'node:crypto';
import { hostname } from 'node:os';
import { EnrolmentAnswer, TenkenError } from '@tenken/shared';
import { post } from '../transport/post.ts';
import { certificateRequest } from './csr.ts';
import { saveIdentity } from './identity.ts';
import type { Identity } from './identity.ts';

export type EnrolOptions = {
  /** The collector's address for people and enrolment, e.g. `https://collector.example.jp:8443`. */
  server: string;
  token: string;
  /** PEM of the authority that the collector's certificate must come from. */
  authority: string;
  /** Where the identity is kept, readable by this user only. */
  folder: string;
};

/**
 * Makes a key on this host, has it certified for a token, and keeps both.
 *
 * @throws {TenkenError} `enrolment-failed` with what the collector said
 */
export async function enroll(options: EnrolOptions): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const url = new URL('/api/v1/enrolments', options.server);
  const response = await post(url, {
    body: JSON.stringify({
      token: options.token,
      csr: certificateRequest(privateKey, publicKey),
      hostName: hostname(),
    }),
    tls: { ca: options.authority },
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TenkenError(
      'enrolment-failed',
      `${url.origin} cannot be reached or is not the right collector: ${why}`,
      { cause },
    );
  });
  const answer = response.status === 201 ? EnrolmentAnswer.safeParse(response.json) : null;
  if (!answer?.success) {
    throw new TenkenError(
      'enrolment-failed',
      `${url.origin} answered ${response.status}: ${response.detail}`,
    );
  }
  const identity = {
    ...answer.data,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  saveIdentity(options.folder, identity);
  return identity;
}
