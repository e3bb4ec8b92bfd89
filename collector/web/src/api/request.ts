import type { Session } from '../../../src/api/people-schemas.ts';
import { attendanceHeaders } from './attendance.ts';
import { connectionLost, connectionReached, noticedWhenSlow } from './connection.ts';
import { ApiProblem } from './problem.ts';
import { queryClient } from './query-client.ts';

export type Asked = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  path: string;
  json?: Record<string, unknown> | undefined;
  file?: { content: Blob; type: string };
  /** What was read before, so that nobody is overwritten. */
  tag?: string | undefined;
  signal?: AbortSignal;
  /** `work`: the collector judges a large system or takes a large file, and nobody wonders when that takes minutes. */
  takes?: 'moment' | 'work';
};

/** On the clock of `performance`. */
let changedAtMs = Number.NEGATIVE_INFINITY;

/** When this window last changed something at the collector. */
export function lastChangeAtMs(): number {
  return changedAtMs;
}

const timeoutMs = { moment: 20_000, work: 180_000 };

/**
 * One request to the collector; the page learns from each whether it can be reached, and when a session has ended.
 *
 * @returns null for an answer without content
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export async function request<Answer>(asked: Asked): Promise<Answer> {
  const { path, signal, takes = 'moment' } = asked;
  const timeout = AbortSignal.timeout(timeoutMs[takes]);
  const sent = fetch(`/api/v1${path}`, {
    ...partsOf(asked),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const response = await (takes === 'moment' ? noticedWhenSlow(sent) : sent).catch((error: unknown) => {
    if (signal?.aborted !== true) connectionLost(new Date());
    throw error;
  });
  if (response.ok) {
    connectionReached();
    if ((asked.method ?? 'GET') !== 'GET') changedAtMs = performance.now();
    return (response.status === 204 ? null : await response.json()) as Answer;
  }
  const problem = await problemOf(response);
  if (problem.status < 500) connectionReached();
  // Who is signed in is asked for at this address itself.
  if (problem.status === 401 && path !== '/session') {
    void queryClient.invalidateQueries({ queryKey: ['/session'] });
  }
  throw problem;
}

/** The token against forgery goes along with whatever changes something. */
function partsOf({ method = 'GET', json, file, tag }: Asked): RequestInit {
  const session = queryClient.getQueryData<Session>(['/session']);
  const type = json ? 'application/json' : file?.type;
  return {
    method,
    headers: {
      accept: 'application/json',
      ...attendanceHeaders(),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(session === undefined || method === 'GET' ? {} : { 'x-tenken-csrf': session.csrfToken }),
      ...(tag === undefined ? {} : { 'if-match': tag }),
    },
    ...(json ? { body: JSON.stringify(json) } : file ? { body: file.content } : {}),
  };
}

/** What the collector said, as an error. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as { title?: unknown; detail?: unknown } | null;
  const code = typeof body?.title === 'string' ? body.title : String(response.status);
  const detail = typeof body?.detail === 'string' ? body.detail : response.statusText;
  return new ApiProblem(response.status, code, detail, body ?? {});
}

/** Code of why something was not done; `unreachable` where nobody answered. */
export function refusalOf(error: unknown): string {
  return error instanceof ApiProblem ? error.code : 'unreachable';
}
