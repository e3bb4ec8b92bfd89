import { ApiProblem } from '../api/problem.ts';

/** Which of the catalogue's explanations fits. */
export function problemKind(error: Error): 'missing' | 'refused' | 'broken' | 'unreachable' {
  if (!(error instanceof ApiProblem)) return 'unreachable';
  if (error.status === 404) return 'missing';
  return error.status >= 500 ? 'broken' : 'refused';
}
