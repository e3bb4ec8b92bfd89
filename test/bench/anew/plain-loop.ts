import { checklists, controls, requirements } from '@tenken/controls';
import type { Evidence, EvidenceBody } from '@tenken/shared';
import { declaredForHost } from '../../../collector/src/evaluate/declared-for-host.ts';
import { judgeHost, platformOf } from '../../../collector/src/evaluate/judge-host.ts';
import type { JudgedFinding } from '../../../collector/src/store/findings/finding-rows.ts';
import { inflated } from '../../../collector/src/store/reports/stored-body.ts';
import { answerParent } from '../measure/child.ts';
import { openPlainTables } from './plain-tables.ts';
import type { PlainEvidence, PlainRow, PlainTables } from './plain-tables.ts';
import { kindsOf } from './rule-change.ts';
import type { RuleChange } from './rule-change.ts';

export type PlainQuestion =
  | { type: 'open'; data: string }
  /** Reads, judges and writes every host; by one control alone where that is told. */
  | { type: 'judge'; change: RuleChange; control: string | null };

export type PlainJudged = { hosts: number; cpuMs: number; wallMs: number };

const hostsInTransaction = 100;
const staleAfterMs = 24 * 60 * 60 * 1000;
const rules = requirements(controls, checklists());
let tables: PlainTables | null = null;

answerParent<PlainQuestion>(
  {
    open: async ({ data }) => {
      tables = await openPlainTables(data);
    },
    judge: async ({ change, control }): Promise<PlainJudged> => {
      if (!tables) throw new Error('nothing is open');
      const startedAt = performance.now();
      const before = process.cpuUsage();
      const hosts = await judgeAll(tables, change, control);
      const { user, system } = process.cpuUsage(before);
      return { hosts, cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt };
    },
  },
  () => tables?.close(),
);

/** Read, evaluate, write, one host after the other: no marks, no history, nothing that is counted. @returns hosts */
async function judgeAll(
  { hosts: readHosts, evidenceOf, begin, write, commit }: PlainTables,
  change: RuleChange,
  only: string | null,
): Promise<number> {
  const own = only === null ? rules : rules.filter(({ control }) => control.id === only);
  const kinds = only === null ? null : kindsOf(only);
  const declared = declaredForHost([{ ...change, id: 'bench', overdue: false }]);
  const hosts = await readHosts();
  for (const [place, host] of hosts.entries()) {
    if (place % hostsInTransaction === 0) await begin();
    const evidence = new Map((await evidenceOf(host.id, kinds)).map((row) => [row.kind, evidenceIn(row)]));
    const now = new Date();
    const circumstances = { platform: platformOf(host.platform), now, staleAfterMs };
    const judged = judgeHost(own, evidence, circumstances, [declared(host)]);
    await write(judged.map((finding) => rowOf(host.id, finding, now.getTime())));
    if ((place + 1) % hostsInTransaction === 0 || place + 1 === hosts.length) await commit();
  }
  return hosts.length;
}

function evidenceIn(row: PlainEvidence): Evidence {
  return {
    sha256: row.sha256,
    collectedAt: new Date(row.collected_at).toISOString(),
    durationMs: row.duration_ms,
    body: JSON.parse(inflated(row.body)) as EvidenceBody,
  };
}

function rowOf(hostId: string, finding: JudgedFinding, now: number): PlainRow {
  const { endsAt = null } = finding;
  return [
    hostId,
    finding.control,
    finding.variant,
    finding.outcome,
    finding.reason,
    JSON.stringify(finding.parameters),
    JSON.stringify(finding.observed),
    JSON.stringify(finding.expected),
    JSON.stringify(finding.evidence),
    now,
    finding.validUntil === null ? null : Date.parse(finding.validUntil),
    endsAt === null || finding.outcome !== 'pass' ? null : Date.parse(endsAt),
  ];
}
