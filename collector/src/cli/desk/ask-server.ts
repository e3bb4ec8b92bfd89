import { Connection } from './connection.ts';
import type { Place } from './desk-options.ts';
import { refused } from './refused.ts';
import { signIn } from './sign-in.ts';

/** One question to a collector elsewhere, signed in for it alone. @throws {TenkenError} what `signIn` throws, and refusals */
export async function askServer(
  { url, account, authority }: Extract<Place, { kind: 'server' }>,
  path: string,
): Promise<unknown> {
  const connection = new Connection(url, authority);
  const signedIn = await signIn(connection, account);
  try {
    const answer = await connection.ask(path, { headers: signedIn.headers });
    if (answer.status !== 200) throw refused(answer, signedIn.with);
    return answer.json;
  } finally {
    await signedIn.signOut();
  }
}
