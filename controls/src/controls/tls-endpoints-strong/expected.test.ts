import { expect, test } from 'vitest';
import { evidenceKinds } from '../../evidence/registry.ts';
import { tlsProfile } from '../../profiles/tls/registry.ts';
import { loadCases, prepareCase } from '../../testing/cases.ts';
import { judge } from '../judge.ts';
import { tlsEndpointsStrong } from './index.ts';

/** The finding of one case, with these rows of the level declared to be as in the issuer's text. */
async function findingWith(rows: readonly string[], name = 'nginx-strong.pass.json') {
  const one = loadCases('tls-endpoints-strong').find((candidate) => candidate.name === name);
  if (!one) throw new Error('no such case');
  const { evidence, now, platform } = await prepareCase(one, evidenceKinds);
  const entries = rows.map((row) => ({
    profile: 'ipa-tls-3.1.1',
    row,
    result: '一致',
    confirmedBy: '情報政策課',
    confirmedOn: '2026-11-20',
  }));
  const declarations = [
    { kind: 'compared-profile-rows', entries, reviewOn: '2027-03-31', overdue: false },
  ].filter(() => rows.length > 0);
  return judge(tlsEndpointsStrong, evidence, {}, { platform, now, declarations });
}

const rows = tlsProfile('ipa-tls-3.1.1')
  .rows.filter(({ level, origin }) => level === 'recommended' && origin === 'source')
  .map(({ id }) => id);

test('a finding says that nobody compared the rows, until somebody has compared all of them', async () => {
  const [none, some, all] = await Promise.all([
    findingWith([]),
    findingWith(rows.slice(1)),
    findingWith(rows),
  ]);
  for (const { outcome } of [none, some, all]) expect(outcome).toBe('pass');
  for (const { expected } of [none, some]) {
    expect(expected.ja).toMatch(/推奨セキュリティ型を満たす（原文未照合の行による）$/);
    expect(expected.en).toMatch(/\(by unverified rows\)$/);
  }
  expect(all.expected.ja).toMatch(/推奨セキュリティ型を満たす$/);
  expect(all.parameters['comparedRows']).toMatchObject({
    declared: 'compared-profile-rows',
    values: rows.length,
  });
});

test('a server that is taken for meeting a stricter level rests on the rows of that one', async () => {
  const { outcome, expected } = await findingWith(rows, 'tls13-only-self-signed.pass.json');
  expect(outcome).toBe('pass');
  expect(expected.ja).toContain('原文未照合の行による');
});

test('without a TLS endpoint no row has decided', async () => {
  const { expected } = await findingWith([], 'nothing-listens.not-applicable.json');
  expect(expected.ja).not.toContain('原文未照合');
});
