import { ApiProblem } from './problem.ts';

/** Where in what was sent the collector found the fault, such as `['settings', 'tlsTargets', '0']`; empty where it did not say. */
export function refusedField(error: Error | null): readonly string[] {
  if (!(error instanceof ApiProblem)) return [];
  const { field } = error.details;
  return typeof field === 'string' ? field.split('/').filter((part) => part !== '') : [];
}
