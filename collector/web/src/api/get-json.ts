import { attendanceHeaders } from './attendance.ts';
import { noticedWhenSlow } from './connection.ts';
import { ApiProblem } from './problem.ts';

const timeoutMs = 20_000;

/**
 * One GET below `/api/v1`.
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached
 */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  return noticedWhenSlow(ask<T>(path, signal));
}

async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    headers: { accept: 'application/json', ...attendanceHeaders() },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

/** What the collector said, as an error. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as { title?: unknown; detail?: unknown } | null;
  const code = typeof body?.title === 'string' ? body.title : String(response.status);
  return new ApiProblem(
    response.status,
    code,
    typeof body?.detail === 'string' ? body.detail : response.statusText,
    body ?? {},
  );
}
