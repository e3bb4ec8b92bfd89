import type { Session } from '../../../src/api/people-schemas.ts';
import { attendanceHeaders } from './attendance.ts';
import { connectionLost, connectionReached } from './connection.ts';
import { problemOf } from './get-json.ts';
import { ApiProblem } from './problem.ts';
import { queryClient } from './query-client.ts';

/** Judging a large system takes its time. */
const timeoutMs = 180_000;

export type DeskRequest = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  json?: Record<string, unknown>;
  file?: { content: Blob; type: string };
  /** What was read before, so that nobody is overwritten. */
  tag?: string | undefined;
  signal?: AbortSignal;
};

/**
 * One request below `/api/v1` of the desk; the page learns from each whether the collector can be reached.
 *
 * @returns null for an answer without content
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export async function deskRequest<Answer>(request: DeskRequest): Promise<Answer> {
  const { method = 'GET', path, json, file, tag, signal } = request;
  const session = queryClient.getQueryData<Session>(['/session']);
  const type = json ? 'application/json' : file?.type;
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...attendanceHeaders(),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(session === undefined || method === 'GET' ? {} : { 'x-tenken-csrf': session.csrfToken }),
        ...(tag === undefined ? {} : { 'if-match': tag }),
      },
      ...(json ? { body: JSON.stringify(json) } : file ? { body: file.content } : {}),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted !== true) connectionLost(new Date());
    throw error;
  }
  if (response.ok) {
    connectionReached();
    return (response.status === 204 ? null : await response.json()) as Answer;
  }
  const problem = await problemOf(response);
  if (problem.status < 500) connectionReached();
  if (problem.status === 401) void queryClient.invalidateQueries({ queryKey: ['/session'] });
  throw problem;
}

/** Code of why something was not done; `unreachable` where nobody answered. */
export function refusalOf(error: unknown): string {
  return error instanceof ApiProblem ? error.code : 'unreachable';
}
