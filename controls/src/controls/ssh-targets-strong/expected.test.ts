import { expect, test } from 'vitest';
import { sshProfiles } from '../../profiles/ssh/registry.ts';
import { sshRows } from '../../profiles/ssh/rows.ts';
import { findingWithComparedRows } from '../../testing/compared-rows.ts';
import { sshAlgorithmsStrong } from '../ssh-algorithms-strong/index.ts';
import { sshTargetsStrong } from './index.ts';

const rows = sshRows(sshProfiles.cryptrec)
  .filter(({ origin }) => origin === 'source')
  .map(({ id }) => id);

test.each([
  [sshTargetsStrong, 'strong.pass.json'],
  [sshAlgorithmsStrong, 'hardened.pass.json'],
])(
  '$0.id says that nobody compared the rows, until somebody has compared all of them',
  async (control, name) => {
    const findingWith = (compared: readonly string[]) =>
      findingWithComparedRows(control, name, 'cryptrec', compared);
    const none = await findingWith([]);
    const some = await findingWith(rows.slice(1));
    const all = await findingWith(rows);
    for (const { outcome } of [none, some, all]) expect(outcome).toBe('pass');
    for (const { expected } of [none, some]) {
      expect(expected.ja).toMatch(/（原文未照合の行による）$/);
      expect(expected.en).toMatch(/\(by unverified rows\)$/);
    }
    expect(all.expected.ja).not.toContain('未照合');
    expect(all.expected.en).not.toContain('unverified');
  },
);
