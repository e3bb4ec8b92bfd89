import type { Subject } from '../notices.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** By the first word of a route behind `/api/v1/`; what is not here tells by itself, or nobody watches it. */
const subjects = new Map<string, Subject>([
  ['hosts', 'hosts'],
  ['enrolments', 'hosts'],
  ['imports', 'hosts'],
  ['systems', 'assessments'],
  ['assessments', 'assessments'],
  ['waivers', 'assessments'],
  ['checklists', 'assessments'],
  ['alerts', 'alerts'],
  ['jobs', 'jobs'],
  ['feeds', 'settings'],
  ['settings', 'settings'],
  ['accounts', 'settings'],
  ['api-tokens', 'settings'],
  ['enrolment-tokens', 'settings'],
]);

/**
 * What somebody else's page has to ask for anew after a request that changed something.
 *
 * @param route as it is declared, e.g. `/api/v1/hosts/:id/revocation`
 */
export function subjectOfChange(method: string, route: string | undefined): Subject | null {
  if (safeMethods.has(method)) return null;
  const [, first] = /^\/api\/v1\/([^/]+)/.exec(route ?? '') ?? [];
  return (first === undefined ? undefined : subjects.get(first)) ?? null;
}
