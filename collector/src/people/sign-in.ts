import type { FastifyReply, FastifyRequest } from 'fastify';
import { verifyPassword } from '../access/passwords.ts';
import { beginAttempt } from '../access/throttles.ts';
import { totpStep } from '../access/totp.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { sessionCookie } from '../plugins/access.ts';
import type { Credentials } from '../store/people/account-repository.ts';
import { absoluteMs } from '../store/people/session-repository.ts';

export type SignIn = { name: string; password: string; code?: string | undefined };

/**
 * Checks a name, a password and, where one was added, a second factor. A name that does not exist takes the same
 * time and gets the same answer as a wrong password.
 *
 * @throws {Refusal} 401, 429 or 503
 */
export async function checkSignIn(
  context: CollectorContext,
  { name, password, code }: SignIn,
  address: string,
): Promise<Credentials> {
  const { accounts, audit } = context.repositories;
  const { signInByName, signInByAddress } = context.throttles;
  const now = context.now();
  beginAttempt(
    [
      [signInByName, name],
      [signInByAddress, address],
    ],
    now.getTime(),
  );
  const account = await accounts.credentials({ name });
  const refuse = async (reason: string): Promise<never> => {
    // People type passwords where names belong: a name that does not exist is not written down.
    const subject = account ? `account:${account.name}` : 'account';
    const details = { address, reason, attempts: signInByName.failures(name) };
    await audit.append({ at: now.getTime(), actor: 'nobody', action: 'sign-in-refused', subject, details });
    throw new Refusal(
      401,
      'sign-in-refused',
      'Name, password or code is wrong. Send them again, or ask an administrator for a new password.',
    );
  };
  const right = await verifyPassword(password, account?.passwordHash ?? null);
  if (!account || !right) return refuse(account ? 'password' : 'name');
  if (account.disabled) return refuse('disabled');
  if (account.totpSecret !== null) {
    if (code === undefined) {
      throw new Refusal(401, 'code-needed', 'Send the code of your authenticator as well.');
    }
    const step = totpStep(account.totpSecret, code, now);
    if (step === null || !(await accounts.takeStep(account.id, step))) return refuse('code');
  }
  signInByName.succeeded(name);
  signInByAddress.succeeded(address);
  return account;
}

/**
 * Opens a new session and gives it to the browser, in the place of the one that it sent.
 *
 * @throws {Refusal} 401 when the account was changed in this very moment
 */
export async function openSession(
  context: CollectorContext,
  account: Pick<Credentials, 'id' | 'name' | 'passwordHash' | 'totpSecret'>,
  request: FastifyRequest,
  reply: FastifyReply,
  vouchedBy: { issuer?: string } = {},
): Promise<void> {
  const token = await context.repositories.sessions.open(
    account,
    { address: request.ip, secondFactor: account.totpSecret !== null, ...vouchedBy },
    request.cookies[sessionCookie] ?? null,
    context.now().getTime(),
  );
  if (token === null) throw new Refusal(401, 'sign-in-refused', 'This account was changed. Send it again.');
  reply.setCookie(sessionCookie, token, {
    secure: true,
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: absoluteMs / 1000,
  });
}
