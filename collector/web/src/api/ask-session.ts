import type { Session } from '../../../src/api/people-schemas.ts';
import { getJson } from './get-json.ts';
import { isSignedOut, ApiProblem } from './problem.ts';

const key = 'tenken-signed-in';

/**
 * Who is signed in. A page cannot see the cookie of a session, and a browser writes each refusal into its console as an
 * error: where nobody was signed in before, it is asked first whether there is a cookie at all.
 *
 * @throws {ApiProblem} 401 when nobody is
 */
export async function askSession(signal: AbortSignal): Promise<Session> {
  if (localStorage.getItem(key) === null) {
    const { session } = await getJson<{ session: boolean }>('/session/ways', signal);
    if (!session) throw new ApiProblem(401, 'sign-in-needed', '', {});
  }
  try {
    const answer = await getJson<Session>('/session', signal);
    localStorage.setItem(key, 'yes');
    return answer;
  } catch (error) {
    if (isSignedOut(error)) localStorage.removeItem(key);
    throw error;
  }
}
