import { expect, test } from 'vitest';
import { scopeOf } from './coverage.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const day = 24 * 60 * 60 * 1000;
const host = (name: string, lastReportAt: number | null = now) => ({
  id: `id-${name}`,
  name,
  platform: 'linux',
  lastReportAt,
});
const asset = (assetNumber: string, name: string, excludedReason: string | null = null) => ({
  assetNumber,
  name,
  excludedReason,
  details: {},
});

test('every line of the ledger is counted once, however its name is written', () => {
  const ledger = {
    id: 'l',
    sha256: 'a'.repeat(64),
    importedAt: now,
    assets: [
      asset('0001', 'ＰＣ０１'),
      asset('0002', 'pc02.city.example.lg.jp'),
      asset('0003', 'pc03'),
      asset('0004', 'pc04', '廃棄予定'),
    ],
  };
  const hosts = [host('PC01'), host('pc02', now - 2 * day), host('pc04'), host('guest')];
  const { coverage, hosts: inScope, missing } = scopeOf(hosts, ledger, now, day);
  expect(coverage).toMatchObject({ basis: 'ledger', inScope: 3, reporting: 1 });
  expect(coverage.silent.map(({ name, assetNumber }) => [name, assetNumber])).toEqual([['pc02', '0002']]);
  expect(coverage.neverEnrolled).toEqual([{ assetNumber: '0003', name: 'pc03' }]);
  expect(coverage.excluded).toEqual([{ assetNumber: '0004', name: 'pc04', reason: '廃棄予定' }]);
  expect(coverage.unlisted.map(({ name }) => name)).toEqual(['guest']);
  expect(inScope.map(({ name }) => name)).toEqual(['PC01', 'pc02']);
  expect(missing).toBe(2);
});

test('without a ledger every host is in scope, and nobody knows what has not enrolled', () => {
  const { coverage, missing } = scopeOf([host('b'), host('a', null)], null, now, day);
  expect(coverage).toMatchObject({ basis: 'enrolled', ledger: null, inScope: 2, reporting: 1 });
  expect(coverage.silent).toMatchObject([{ name: 'a', lastReportAt: null }]);
  expect(missing).toBe(1);
});
