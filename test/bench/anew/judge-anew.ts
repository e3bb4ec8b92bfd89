import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectorContext } from '../../../collector/src/context.ts';
import { changedControl } from './rule-change.ts';
import type { RuleChange } from './rule-change.ts';

/** `changed`: how many verdicts are others since. */
export type JudgedAnew = { cpuMs: number; wallMs: number; changed: number };

const system = 'bench';
const lookEveryMs = 200;
/** A collector looks every two seconds whether something else is declared; then it judges all hosts by that. */
const seenAfterMs = 2500;

/** Declares as a person does, and waits until every host is judged by it. */
export async function judgeAnew(context: CollectorContext, change: RuleChange): Promise<JudgedAnew> {
  const { evaluator, repositories } = context;
  const { systems, findings } = repositories;
  const actor = 'console:test';
  const now = Date.now();
  if ((await systems.list(now)).length === 0) {
    const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };
    await systems.put({ id: system, name: '全機器', labels: [], organisation }, { actor, now });
  }
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await systems.declare(system, { ...change, person: '点検' }, { actor, now });
  do await sleep(lookEveryMs);
  while (performance.now() - startedAt < seenAfterMs || (await findings.marked()).anew > 0);
  await evaluator.settle();
  const { user, system: kernel } = process.cpuUsage(before);
  const wallMs = performance.now() - startedAt;
  const judged = await findings.list({ control: changedControl, limit: 1_000_000 });
  const changed = judged.filter(({ sinceAt }) => Date.parse(sinceAt) >= now).length;
  return { cpuMs: (user + kernel) / 1000, wallMs, changed };
}
