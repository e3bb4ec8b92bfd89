import type { Session } from '../../../src/api/people-schemas.ts';
import { problemOf } from './get-json.ts';
import { queryClient } from './query-client.ts';

const timeoutMs = 20_000;

/**
 * One request below `/api/v1` that changes something; the token against forgery goes along.
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export async function sendJson(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: Record<string, unknown>,
): Promise<void> {
  const session = queryClient.getQueryData<Session>(['/session']);
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(session === undefined ? {} : { 'x-tenken-csrf': session.csrfToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw await problemOf(response);
}
