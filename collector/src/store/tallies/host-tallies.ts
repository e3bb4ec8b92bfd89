import { hourNumber } from './days.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
import { groupings } from './tally-changes.ts';
import type { CountedFinding, Groups, TallyChanges } from './tally-changes.ts';

/** What is counted of a host itself. */
export type CountedHost = Groups & { id: string; last_report_at: number | null };

const selectFindings = preparedQuery<{ hostId: string }, CountedFinding>((db, slot) =>
  db.selectFrom('finding').select(['control', 'variant', 'outcome']).where('host_id', '=', slot('hostId')),
);

export function countNewHost(tally: TallyChanges, host: CountedHost): void {
  for (const grouping of groupings) tally.size(grouping, host, 1);
  if (host.last_report_at !== null) tally.reported(hourNumber(host.last_report_at), 1);
}

/** Moves a host, with all its findings, to the groups that it belongs to now. */
export async function countChangedHost(
  db: Db,
  tally: TallyChanges,
  before: CountedHost,
  after: CountedHost,
): Promise<void> {
  const [old, young] = [before.last_report_at, after.last_report_at].map((at) =>
    at === null ? null : hourNumber(at),
  );
  if (old !== young) {
    if (typeof old === 'number') tally.reported(old, -1);
    if (typeof young === 'number') tally.reported(young, 1);
  }
  const moved = groupings.filter((grouping) => before[grouping] !== after[grouping]);
  if (moved.length === 0) return;
  const findings = await selectFindings(db, { hostId: before.id });
  for (const grouping of moved) {
    tally.size(grouping, before, -1);
    tally.size(grouping, after, 1);
    for (const finding of findings) {
      tally.inGroup(finding, grouping, before, -1);
      tally.inGroup(finding, grouping, after, 1);
    }
  }
}
