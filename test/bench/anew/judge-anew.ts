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
  const { systems, findings } = context.repositories;
  const actor = 'console:test';
  const now = Date.now();
  if ((await systems.list(now)).length === 0) {
    const organisation = { name: '点検市', department: null, kinds: {}, hasAggregator: false, contact: null };
    await systems.put({ id: system, name: '全機器', labels: [], organisation }, { actor, now });
  }
  const cost = await costUntilJudged(context, seenAfterMs, () =>
    systems.declare(system, { ...change, person: '点検' }, { actor, now }),
  );
  const judged = await findings.list({ control: changedControl, limit: 1_000_000 });
  const changed = judged.filter(({ sinceAt }) => Date.parse(sinceAt) >= now).length;
  return { ...cost, changed };
}

/** Every finding, as after a start with another version. */
export async function judgeWhole(context: CollectorContext): Promise<JudgedAnew> {
  const cost = await costUntilJudged(context, 0, async () => {
    await context.repositories.findings.judgeWhole();
    context.evaluator.wake();
  });
  return { ...cost, changed: 0 };
}

async function costUntilJudged(
  { evaluator, repositories: { findings } }: CollectorContext,
  atLeastMs: number,
  change: () => Promise<unknown>,
): Promise<Pick<JudgedAnew, 'cpuMs' | 'wallMs'>> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await change();
  do await sleep(lookEveryMs);
  while (performance.now() - startedAt < atLeastMs || (await findings.anyMarked()));
  await evaluator.settle();
  const { user, system: kernel } = process.cpuUsage(before);
  return { cpuMs: (user + kernel) / 1000, wallMs: performance.now() - startedAt };
}
