import { TenkenError } from '@tenken/shared';
import { say } from '../output/print.ts';
import { askUnseen } from './ask.ts';
import type { Answer, Connection } from './connection.ts';
import { refused } from './refused.ts';

/** As whom a command speaks to a collector. */
export type SignedIn = {
  with: 'token' | 'account';
  headers: Record<string, string>;
  signOut: () => Promise<void>;
};

const json = { 'content-type': 'application/json' };
const path = '/api/v1/session';

/**
 * With an account where one is named, else with the token of the environment.
 *
 * @throws {TenkenError} `sign-in-needed`, `sign-in-refused`, `server-unreachable`, …
 */
export async function signIn(connection: Connection, account: string | null): Promise<SignedIn> {
  if (account !== null) return signInAs(connection, account);
  const token = process.env['TENKEN_TOKEN'] ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TenkenError(
      'sign-in-needed',
      'The collector has to know who asks: put an API token into TENKEN_TOKEN, or sign in with --account NAME.',
    );
  }
  return {
    with: 'token',
    headers: { authorization: `Bearer ${token}` },
    signOut: () => Promise.resolve(),
  };
}

async function signInAs(connection: Connection, name: string): Promise<SignedIn> {
  const password =
    process.env['TENKEN_PASSWORD'] ?? (await askUnseen(`Password of ${name}`, 'TENKEN_PASSWORD'));
  const enter = (code?: string) =>
    connection.ask(path, { method: 'POST', headers: json, body: JSON.stringify({ name, password, code }) });
  let answer = await enter();
  if (answer.status === 401 && (answer.json as { title?: unknown } | null)?.title === 'code-needed') {
    const code = process.env['TENKEN_CODE'] ?? (await askUnseen('Code of the authenticator', 'TENKEN_CODE'));
    answer = await enter(code.trim());
  }
  if (answer.status !== 204) throw refused(answer, 'account');
  const cookie = cookieOf(answer);
  const session = await connection.ask(path, { headers: { cookie } });
  const { csrfToken } = (session.json ?? {}) as { csrfToken?: unknown };
  if (session.status !== 200 || typeof csrfToken !== 'string') throw refused(session, 'account');
  const headers = { cookie, 'x-tenken-csrf': csrfToken, origin: connection.url.origin };
  return {
    with: 'account',
    headers,
    async signOut() {
      const { status } = await connection.ask(path, { method: 'DELETE', headers });
      if (status !== 204) say(`tenken: signing out was answered with ${status}; the session ends by itself`);
    },
  };
}

/** @throws {TenkenError} `server-failed` */
function cookieOf({ headers }: Answer): string {
  const set = headers['set-cookie']?.find((one) => one.startsWith('__Host-tenken='));
  const cookie = set?.split(';')[0];
  if (cookie !== undefined) return cookie;
  throw new TenkenError(
    'server-failed',
    'The collector let you in and gave no session. Is it another program?',
  );
}
