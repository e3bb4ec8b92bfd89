import { checklists, controls, requirements } from '@tenken/controls';
import type { Repositories } from '../store/repositories.ts';
import { declaredByHost } from './declared-by-host.ts';
import { Evaluator } from './evaluator.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Judges everything that is due, where no collector may run that would do it. */
export async function evaluateNow({
  findings,
  reports,
  systems,
}: Pick<Repositories, 'findings' | 'reports' | 'systems'>): Promise<void> {
  const failures: unknown[] = [];
  const evaluator = new Evaluator({
    findings,
    reports,
    requirements: requirements(controls, checklists()),
    declared: () => declaredByHost(systems, Date.now()),
    staleAfterMs: dayMs,
    now: () => new Date(),
    onError: (error) => failures.push(error),
  });
  await evaluator.settle();
  await evaluator.stop();
  if (failures.length > 0) throw failures[0];
}
