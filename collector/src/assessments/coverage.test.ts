import { expect, test } from 'vitest';
import { scopeOf } from './coverage.ts';
import { toldApart } from './told-apart.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const day = 24 * 60 * 60 * 1000;
const host = (name: string, lastReportAt: number | null = now) => ({
  id: `id-${name}`,
  name,
  platform: 'linux',
  lastReportAt,
  label: 'juki',
  belongs: true,
  revoked: null,
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
  expect(coverage.neverEnrolled).toEqual([{ assetNumber: '0003', name: 'pc03', otherLabels: [] }]);
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

test('a machine on the ledger that reports under a label of another system says so, and is not seen', () => {
  const ledger = { id: 'l', sha256: 'a'.repeat(64), importedAt: now, assets: [asset('0001', 'pc01')] };
  const other = { ...host('PC01'), label: 'zeimu', belongs: false };
  const { coverage, missing } = scopeOf([other, { ...other, id: 'again' }], ledger, now, day);
  expect(coverage.neverEnrolled).toEqual([{ assetNumber: '0001', name: 'pc01', otherLabels: ['zeimu'] }]);
  expect(coverage).toMatchObject({ inScope: 1, reporting: 0, unlisted: [] });
  expect(missing).toBe(1);
});

test('a host whose certificates were ended counts no more: its machine is the one that enrolled after it, or none', () => {
  const old = { ...host('pc01', now - 5 * day), id: 'old', revoked: 'replaced' };
  const ledger = {
    id: 'l',
    sha256: 'a'.repeat(64),
    importedAt: now,
    assets: [asset('0001', 'pc01'), asset('0002', 'pc02')],
  };
  const gone = { ...host('pc02'), revoked: 'stolen' };
  const { coverage, hosts: inScope } = scopeOf([old, host('pc01'), gone], ledger, now, day);
  expect(inScope.map(({ id }) => id)).toEqual(['id-pc01']);
  expect(coverage).toMatchObject({ inScope: 2, reporting: 1, silent: [], unlisted: [] });
  expect(coverage.neverEnrolled.map(({ name }) => name)).toEqual(['pc02']);
  expect(coverage.revoked.map(({ id, reason }) => [id, reason])).toEqual([
    ['old', 'replaced'],
    ['id-pc02', 'stolen'],
  ]);
  expect(scopeOf([gone], null, now, day).coverage).toMatchObject({
    inScope: 0,
    revoked: [{ id: 'id-pc02' }],
  });
});

test('machines of one name are told apart, on the ledger and by their IDs', () => {
  const assets = [asset('0001', 'vm'), asset('0002', 'pc'), asset('0003', 'gone'), asset('0004', 'gone')];
  const ledger = { id: 'l', sha256: 'a'.repeat(64), importedAt: now, assets };
  const twins = ['11111111-a', '22222222-b'].map((id) => ({ ...host('vm'), id }));
  const { hosts: inScope, coverage, namesakes } = scopeOf([...twins, host('pc')], ledger, now, day);
  expect(inScope.map((one) => toldApart(one, namesakes))).toEqual([
    'pc',
    'vm（機器ID 11111111）',
    'vm（機器ID 22222222）',
  ]);
  expect(coverage.neverEnrolled.map((one) => toldApart({ id: null, ...one }, namesakes))).toEqual([
    'gone（管理番号 0003）',
    'gone（管理番号 0004）',
  ]);
});
