import { generateKeyPairSync } from 'node:crypto';
import { hostname } from 'node:os';
import { EnrolmentAnswer, TenkenError } from '@tenken/shared';
import { post } from '../transport/post.ts';
import { whyNotConnected } from '../transport/why-not-connected.ts';
import { certificateRequest } from './csr.ts';
import { prepareIdentityFolder, saveIdentity } from './identity.ts';
import type { Identity } from './identity.ts';

export type EnrolOptions = {
  /** The collector's address for people and enrolment, e.g. `https://collector.example.jp:8443`. */
  server: string;
  token: string;
  /** PEM of the authority that the collector's certificate must come from. */
  authority: string;
  /** Where the identity is kept, readable by this user only. */
  folder: string;
  /** What the host is called until its first report; this machine's own name unless told. */
  hostName?: string;
  /** Take the place of an identity that the folder holds already. */
  replace?: boolean;
};

/**
 * Makes a key on this host, has it certified for a token, and keeps both.
 *
 * @throws {TenkenError} `enrolment-failed` with what the collector said, `identity-exists`,
 *   `identity-folder-unusable`, `usage` for an address that is none
 */
export async function enroll(options: EnrolOptions): Promise<Identity> {
  const url = enrolmentUrl(options.server);
  const undo = prepareIdentityFolder(options.folder, options.replace ?? false);
  try {
    const identity = await certified(url, options);
    saveIdentity(options.folder, identity);
    return identity;
  } catch (error) {
    undo();
    throw error;
  }
}

/** @throws {TenkenError} `enrolment-failed` */
async function certified(url: URL, options: EnrolOptions): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const response = await post(url, {
    body: JSON.stringify({
      token: options.token,
      csr: certificateRequest(privateKey, publicKey),
      hostName: options.hostName ?? hostname(),
    }),
    tls: { ca: options.authority },
  }).catch((cause: unknown) => {
    throw new TenkenError(
      'enrolment-failed',
      `${url.origin} does not enrol this host: ${whyNotConnected(cause, 'enrol')}`,
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
  return { ...answer.data, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function enrolmentUrl(server: string): URL {
  if (URL.parse(server)?.protocol === 'https:') return new URL('/api/v1/enrolments', server);
  throw new TenkenError('usage', `${server} is no address of a collector. Write it as https://NAME:PORT.`);
}
