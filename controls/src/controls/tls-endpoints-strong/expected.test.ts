import { expect, test } from 'vitest';
import { tlsProfile } from '../../profiles/tls/registry.ts';
import { findingWithComparedRows } from '../../testing/compared-rows.ts';
import { tlsEndpointsStrong } from './index.ts';

const findingWith = (rows: readonly string[], name = 'nginx-strong.pass.json') =>
  findingWithComparedRows(tlsEndpointsStrong, name, 'ipa-tls-3.1.1', rows);

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
