import { evidenceKinds } from '../evidence/registry.ts';
import type { AnyControl } from '../controls/define.ts';
import { judge } from '../controls/judge.ts';
import { loadCases, prepareCase } from './cases.ts';

/** The finding of one case of a control, with these rows of a profile declared to be as in the issuer's text. */
export async function findingWithComparedRows(
  control: AnyControl,
  name: string,
  profile: string,
  rows: readonly string[],
) {
  const one = loadCases(control.id).find((candidate) => candidate.name === name);
  if (!one) throw new Error(`${control.id} has no case ${name}`);
  const { evidence, now, platform } = await prepareCase(one, evidenceKinds);
  const entries = rows.map((row) => ({
    profile,
    row,
    result: '一致',
    confirmedBy: '情報政策課',
    confirmedOn: '2026-11-20',
  }));
  const declarations =
    rows.length === 0
      ? []
      : [{ kind: 'compared-profile-rows', entries, reviewOn: '2027-03-31', overdue: false }];
  return judge(control, evidence, {}, { platform, now, declarations });
}
