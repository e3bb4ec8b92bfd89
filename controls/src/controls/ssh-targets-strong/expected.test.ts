import { expect, test } from 'vitest';
import { evidenceKinds } from '../../evidence/registry.ts';
import { sshProfiles } from '../../profiles/ssh/registry.ts';
import { sshRows } from '../../profiles/ssh/rows.ts';
import { loadCases, prepareCase } from '../../testing/cases.ts';
import type { AnyControl } from '../define.ts';
import { judge } from '../judge.ts';
import { sshAlgorithmsStrong } from '../ssh-algorithms-strong/index.ts';
import { sshTargetsStrong } from './index.ts';

/** The finding of one case, with these rows declared to be as in the issuer's text. */
async function findingWith(control: AnyControl, name: string, rows: readonly string[]) {
  const one = loadCases(control.id).find((candidate) => candidate.name === name);
  if (!one) throw new Error('no such case');
  const { evidence, now, platform } = await prepareCase(one, evidenceKinds);
  const entries = rows.map((row) => ({
    profile: 'cryptrec',
    row,
    result: '一致',
    confirmedBy: '情報政策課',
    confirmedOn: '2026-11-20',
  }));
  const declarations = [
    { kind: 'compared-profile-rows', entries, reviewOn: '2027-03-31', overdue: false },
  ].filter(() => rows.length > 0);
  return judge(control, evidence, {}, { platform, now, declarations });
}

const rows = sshRows(sshProfiles.cryptrec)
  .filter(({ origin }) => origin === 'source')
  .map(({ id }) => id);

test.each([
  [sshTargetsStrong, 'strong.pass.json'],
  [sshAlgorithmsStrong, 'hardened.pass.json'],
])(
  '$0.id says that nobody compared the rows, until somebody has compared all of them',
  async (control, name) => {
    const none = await findingWith(control, name, []);
    const some = await findingWith(control, name, rows.slice(1));
    const all = await findingWith(control, name, rows);
    for (const { outcome } of [none, some, all]) expect(outcome).toBe('pass');
    for (const { expected } of [none, some]) {
      expect(expected.ja).toMatch(/（原文未照合の行による）$/);
      expect(expected.en).toMatch(/\(by unverified rows\)$/);
    }
    expect(all.expected.ja).not.toContain('未照合');
    expect(all.expected.en).not.toContain('unverified');
  },
);
