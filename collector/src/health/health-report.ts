import { buildCommit } from '../commit.ts';
import { tenkenVersion } from '../version.ts';
import { healthStates } from './check.ts';
import type { HealthCheck, HealthRule, HealthState } from './check.ts';
import { backup } from './checks/backup.ts';
import { certificates } from './checks/certificates.ts';
import { clock } from './checks/clock.ts';
import { feeds } from './checks/feeds.ts';
import { history } from './checks/history.ts';
import { hosts } from './checks/hosts.ts';
import { ingest } from './checks/ingest.ts';
import { judging } from './checks/judging.ts';
import { space } from './checks/space.ts';
import { storage } from './checks/storage.ts';
import { writeAheadLog } from './checks/write-ahead-log.ts';
import type { HealthFacts } from './facts.ts';

/** In the order in which they are told. */
const rules: readonly HealthRule[] = [
  storage,
  space,
  writeAheadLog,
  ingest,
  history,
  judging,
  certificates,
  clock,
  backup,
  feeds,
  hosts,
];

export type HealthReport = {
  state: HealthState;
  checkedAt: string;
  version: string;
  commit: string | null;
  node: string;
  checks: HealthCheck[];
};

/** What is wrong with a collector, in words. The state of the whole is that of the worst check. */
export function healthReport(facts: HealthFacts): HealthReport {
  const checks = rules.map((rule) => rule(facts));
  const worst = Math.max(...checks.map(({ state }) => healthStates.indexOf(state)));
  return {
    state: healthStates[worst] ?? 'unknown',
    checkedAt: facts.now.toISOString(),
    version: tenkenVersion,
    commit: buildCommit(),
    node: process.versions.node,
    checks,
  };
}
