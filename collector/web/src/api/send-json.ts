import type { Session } from '../../../src/api/people-schemas.ts';
import { problemOf } from './get-json.ts';
import { queryClient } from './query-client.ts';

const timeoutMs = 20_000;

/**
 * One request below `/api/v1` that changes something; the token against forgery goes along.
 *
 * @returns what was answered; null for an answer without content
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export async function sendJson<T = null>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Record<string, unknown>,
): Promise<T> {
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
  return (response.status === 204 ? null : await response.json()) as T;
}
