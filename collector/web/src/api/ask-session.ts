import type { Session } from '../../../src/api/people-schemas.ts';
import { Kept } from '../format/kept.ts';
import { isSignedOut, ApiProblem } from './problem.ts';
import { request } from './request.ts';

/** Of this browser: whether somebody was signed in at the last answer. */
const signedIn = new Kept('tenken-signed-in', ['no', 'yes']);

/**
 * Who is signed in. A page cannot see the cookie of a session, and a browser writes each refusal into its console as an
 * error: where nobody was signed in before, it is asked first whether there is a cookie at all.
 *
 * @throws {ApiProblem} 401 when nobody is
 */
export async function askSession(signal: AbortSignal): Promise<Session> {
  if (signedIn.get() === 'no') {
    const { session } = await request<{ session: boolean }>({ path: '/session/ways', signal });
    if (!session) throw new ApiProblem(401, 'sign-in-needed', '', {});
  }
  try {
    const answer = await request<Session>({ path: '/session', signal });
    signedIn.set('yes');
    return answer;
  } catch (error) {
    if (isSignedOut(error)) signedIn.set('no');
    throw error;
  }
}
