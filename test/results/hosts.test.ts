import { describe, expect, test } from 'vitest';
import type { HostPage } from '../../collector/src/api/result-schemas.ts';
import type { HostSummary } from '../../collector/src/api/schemas.ts';
import { wrongTallies } from '../../collector/src/store/tallies/tally-check.ts';
import { openStoreOf } from '../../collector/src/store/database-place.ts';
import { allPages, fleetCollector } from './fleet-collector.ts';

const hosts = 150;
const fleet = fleetCollector(hosts);
const every = (query: string): Promise<HostSummary[]> =>
  allPages(fleet.get, `/hosts?limit=40&${query}`, (page) => page['hosts'] as HostSummary[]);
const page = async (query: string): Promise<HostPage> =>
  (await fleet.get(`/hosts?${query}`)).json as unknown as HostPage;

test('what the fleet says of itself is what a count finds', async () => {
  const store = await openStoreOf(fleet.collector.directory);
  expect(await wrongTallies(store)).toEqual([]);
  await store.close();
});

const keys = {
  name: (host: HostSummary) => host.name.toLowerCase(),
  lastReportAt: (host: HostSummary) => host.lastReportAt ?? '',
  failures: (host: HostSummary) => String(host.outcomes.fail ?? 0).padStart(5, '0'),
};

describe.each(['name', 'lastReportAt', 'failures'] as const)('sorted by %s', (sort) => {
  test.each(['', '-'])('every host comes once, in order (%s)', async (sign) => {
    const found = await every(`sort=${sign}${sort}`);
    expect(new Set(found.map(({ id }) => id)).size).toBe(hosts);
    const order = found.map(keys[sort]);
    const sorted = order.toSorted();
    expect(order).toEqual(sign === '-' ? sorted.toReversed() : sorted);
  });
});

test('hosts that never reported stand where the oldest report stands, in both directions', async () => {
  const { enrolments, enrolmentTokens } = fleet.collector.context.repositories;
  const now = Date.now();
  const token = await enrolmentTokens.create({
    label: 'never',
    actor: 'console:test',
    now,
    lifetimeMs: 6e4,
    uses: 3,
  });
  const dayMs = 24 * 3_600_000;
  const certificates: [name: string, from: number, until: number][] = [
    ['never-1', -30, 0],
    ['never-2', -23, 7],
    ['never-3', -20, 10],
  ];
  const counted = async () => (await fleet.get('/overview')).json['hosts'];
  const before = await counted();
  for (const [name, from, until] of certificates) {
    const certificate = {
      pem: '',
      fingerprint: name,
      serial: '1',
      notBeforeAt: now + from * dayMs,
      notAfterAt: now + until * dayMs,
    };
    await enrolments.enrol(token, { id: name, name, certificate }, now);
  }
  const never = (list: HostSummary[]) => list.flatMap(({ lastReportAt }, at) => (lastReportAt ? [] : [at]));
  for (const limit of [1, 2, 500]) {
    const up = await allPages(
      fleet.get,
      `/hosts?contact=never&contact=silent&sort=lastReportAt&limit=${limit}`,
      (one) => one['hosts'] as HostSummary[],
    );
    expect(never(up)).toEqual([0, 1, 2]);
  }
  const down = await every('sort=-lastReportAt');
  expect(never(down)).toEqual([hosts, hosts + 1, hosts + 2]);
  expect((await page('contact=never')).shown).toEqual({ count: 3, exact: true });
  expect((await page('')).total).toBe(hosts + 3);
  const { hosts: enrolled } = await page('contact=never&sort=name');
  expect(enrolled.map(({ certificate }) => certificate?.state)).toEqual(['expired', 'ending', 'good']);
  const withCertificate = async (query: string) => (await every(query)).map(({ id }) => id);
  expect(await withCertificate('certificate=expired')).toEqual(['never-1']);
  expect(await withCertificate('certificate=ending&certificate=expired')).toEqual(['never-1', 'never-2']);
  expect(await withCertificate('certificate=good&contact=never')).toEqual(['never-3']);
  expect((await page('certificate=ending')).shown).toEqual({ count: 1, exact: true });
  expect(await counted()).toMatchObject({ total: hosts + 3, neverReported: 3 });
  for (const name of ['never-1', 'never-2', 'never-3']) {
    await fleet.collector.context.repositories.enrolments.revoke(name, 'test', { actor: 'test', now });
  }
  // Nobody misses them any more.
  expect(await counted()).toEqual(before);
  const revoked = await every('status=revoked');
  expect(revoked.map(({ certificate }) => certificate)).toEqual([null, null, null]);
  expect(revoked.map(({ id }) => id)).toEqual(['never-1', 'never-2', 'never-3']);
});

test('each filter lets through what a plain comparison does, and says how many', async () => {
  const all = await every('');
  const label = all.find((host) => host.label !== '')?.label ?? '';
  const some = all.find(({ lastReportAt }) => lastReportAt !== null);
  const cases: [query: string, fits: (host: HostSummary) => boolean][] = [
    [`label=${encodeURIComponent(label)}`, (host) => host.label === label],
    ['platform=linux&platform=macos', ({ platform }) => platform === 'linux' || platform === 'macos'],
    ['platform=windows', ({ platform }) => platform === 'windows'],
    ['contact=silent', ({ contact }) => contact === 'silent'],
    ['contact=reporting', ({ contact }) => contact === 'reporting'],
    ['status=active', ({ status }) => status === 'active'],
    ['outcome=fail', ({ outcomes }) => (outcomes.fail ?? 0) > 0],
    ['outcome=error&platform=linux', (host) => (host.outcomes.error ?? 0) > 0 && host.platform === 'linux'],
    ['agentVersion=0.1.0', ({ agentVersion }) => agentVersion === '0.1.0'],
    [
      `text=${encodeURIComponent(`ＰＣ　${label}`)}`,
      (host) => host.name.startsWith('pc') && host.label === label,
    ],
    [`text=${some?.id}`, ({ id }) => id === some?.id],
    ['text=%25', () => false],
    ['text=_', ({ name }) => name.includes('_')],
    ['system=macOS%2015.1', ({ osName, osVersion }) => `${osName} ${osVersion}` === 'macOS 15.1'],
    [
      `label=${encodeURIComponent(label)}&platform=windows&outcome=fail`,
      (host) => host.label === label && host.platform === 'windows' && (host.outcomes.fail ?? 0) > 0,
    ],
  ];
  for (const [query, fits] of cases) {
    for (const sort of ['name', '-failures', 'lastReportAt']) {
      const found = await every(`${query}&sort=${sort}`);
      const wanted = all.filter(fits).map(({ id }) => id);
      expect(found.map(({ id }) => id).toSorted(), query).toEqual(wanted.toSorted());
    }
    const { shown } = await page(query);
    expect(shown, query).toEqual({ count: all.filter(fits).length, exact: true });
  }
});

test('a control and an outcome name the hosts that have such a finding', async () => {
  const { tallies, findings } = fleet.collector.context.repositories;
  const [tally] = (await tallies.counts({ variant: 'default' })).filter(({ outcome }) => outcome === 'fail');
  const control = tally?.control ?? '';
  const wanted: string[] = [];
  for (const { id } of await every('')) {
    const all = await findings.ofHost(id);
    const own = all.find((finding) => finding.control === control && finding.variant === 'default');
    if (own?.outcome === 'fail') wanted.push(id);
  }
  expect(wanted).toHaveLength(tally?.hosts ?? 0);
  const found = await every(`control=${control}&outcome=fail`);
  expect(found.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
  expect((await page(`control=${control}&outcome=fail`)).shown).toEqual({
    count: wanted.length,
    exact: true,
  });
});

test.each(['nothing', '%00', 'WyJob3N0cyAtbmFtZSIsWyJ4IiwieSJdXQ', 'bnVsbA'])(
  'a cursor that this list has not given out is refused: %s',
  async (cursor) => {
    const answer = await fleet.get(`/hosts?cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(answer.json['title']).toBe('cursor-invalid');
  },
);

test('what is no filter is refused with what to do', async () => {
  const wrong = [
    'sort=colour',
    'limit=0',
    'limit=501',
    'contact=yes',
    'outcom=fail',
    `text=${'a'.repeat(201)}`,
  ];
  for (const query of wrong) {
    const answer = await fleet.get(`/hosts?${query}`);
    expect(answer.status, query).toBe(400);
    expect(String(answer.json['detail'])).toContain('openapi');
  }
});
