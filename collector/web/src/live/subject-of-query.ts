import type { Subject } from '../../../src/notices.ts';

/** By the first word of what was asked for; what is not here changes only by a request of this page itself. */
const subjects = new Map<string, readonly Subject[]>([
  ['overview', ['results', 'hosts', 'assessments', 'jobs']],
  ['hosts', ['results', 'hosts']],
  ['groups', ['results', 'hosts']],
  ['controls', ['results']],
  ['findings', ['results']],
  ['checklists', ['results']],
  ['changes', ['results']],
  ['trend', ['results']],
  ['heat-map', ['results', 'hosts']],
  ['due', ['results', 'assessments', 'settings']],
  ['systems', ['assessments']],
  // The state of an assessment is judged when it is asked for: each report would ask for seconds of work.
  ['assessments', ['assessments']],
  ['waivers', ['assessments']],
  ['alerts', ['alerts']],
  ['jobs', ['jobs']],
  ['judging', ['jobs', 'results']],
  ['health-report', ['jobs']],
  ['feeds', ['settings']],
  ['settings', ['settings']],
  ['accounts', ['settings']],
  ['api-tokens', ['settings']],
  ['enrolment-tokens', ['settings', 'hosts']],
]);

/** @param path behind `/api/v1`, as the keys of queries begin */
export function isOfSubject(path: unknown, subject: Subject): boolean {
  const first = typeof path === 'string' ? /^\/([^/?]+)/.exec(path)?.[1] : undefined;
  return first !== undefined && subjects.get(first)?.includes(subject) === true;
}
