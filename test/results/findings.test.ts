import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FindingPage } from '../../collector/src/api/result-schemas.ts';
import type { Finding } from '../../collector/src/api/schemas.ts';
import type { StoredFinding } from '../../collector/src/store/findings/finding-repository.ts';
import { allPages, fleetCollector } from './fleet-collector.ts';

const fleet = fleetCollector(24);
const every = (query: string, limit = 400): Promise<Finding[]> =>
  allPages(fleet.get, `/findings?limit=${limit}&${query}`, (page) => page['findings'] as Finding[]);
const page = async (query: string): Promise<FindingPage> =>
  (await fleet.get(`/findings?${query}`)).json as unknown as FindingPage;
const keyOf = ({ hostId, control, variant }: Pick<Finding, 'hostId' | 'control' | 'variant'>) =>
  `${hostId} ${control} ${variant}`;

type Known = StoredFinding & { host: { name: string; label: string; platform: string; system: string } };
let all: Known[] = [];
let end = '';

beforeAll(async () => {
  const { hosts, findings } = fleet.collector.context.repositories;
  for (const host of await hosts.all()) {
    const version = host.osVersion?.split('.').slice(0, 3).join('.');
    const named = {
      name: host.name,
      label: host.label,
      platform: host.platform,
      system: `${host.osName} ${version}`,
    };
    all.push(...(await findings.ofHost(host.id)).map((finding) => ({ ...finding, host: named })));
  }
  all = all.toSorted((a, b) => (a.sinceAt < b.sinceAt ? -1 : 1));
  end = new Date(Date.now() + 300 * 86_400_000).toISOString();
});

describe.each(['control', 'host', 'since', '-since'])('sorted by %s', (sort) => {
  test('every finding comes once, whatever the size of pages', async () => {
    const found = await every(`sort=${sort}&variant=any`);
    expect(found.map(keyOf).toSorted()).toEqual(all.map(keyOf).toSorted());
    for (const limit of [7, 100]) {
      const query = `sort=${sort}&outcome=fail&outcome=error&platform=linux`;
      const small = await every(query, limit);
      expect(small.map(keyOf)).toEqual((await every(query, 500)).map(keyOf));
      expect(new Set(small.map(keyOf)).size).toBe(small.length);
    }
  });

  test('they stand in that order', async () => {
    const found = await every(`sort=${sort}&outcome=fail`);
    const key = (finding: Finding): string => {
      if (sort === 'control') return `${finding.control} ${finding.variant} ${finding.sinceAt}`;
      if (sort === 'host') return `${finding.hostName} ${finding.hostId} ${finding.control}`;
      return finding.sinceAt;
    };
    const sorted = found.map(key).toSorted();
    expect(found.map(key)).toEqual(sort === '-since' ? sorted.toReversed() : sorted);
  });
});

test('the newest failures of a department are those of its hosts that failed last', async () => {
  for (const { host } of new Map(all.map((one) => [one.host.label, one])).values()) {
    const query = `sort=-since&outcome=fail&label=${encodeURIComponent(host.label)}`;
    const found = await every(query);
    const wanted = all.filter(
      (one) => one.outcome === 'fail' && one.variant === 'default' && one.host.label === host.label,
    );
    expect(found.map(keyOf).toSorted()).toEqual(wanted.map(keyOf).toSorted());
    for (const limit of [1, 2, 7]) {
      const { findings } = await page(`${query}&limit=${limit}`);
      expect(findings.map(keyOf)).toEqual(found.slice(0, limit).map(keyOf));
    }
  }
});

test('those that end by themselves come soonest first, and only those', async () => {
  const found = await every('sort=until&variant=any');
  expect(found.length).toBeGreaterThan(20);
  const few = await every('sort=until&variant=any', 7);
  expect(few.map(keyOf)).toEqual(found.map(keyOf));
  const { shown } = await page('sort=until&variant=any');
  expect(shown).toEqual({ count: found.length, exact: true });
  const own = await every('sort=until');
  expect(own.every(({ outcome }) => outcome === 'pass')).toBe(true);
  expect((await page('sort=until')).shown).toEqual({ count: own.length, exact: true });
  const sooner = await every(`sort=until&variant=any&until=${end}`);
  expect(sooner.map(keyOf)).toEqual(found.slice(0, sooner.length).map(keyOf));
});

test('each filter, and each pair of them, lets through what a plain comparison does', async () => {
  const some = all.find(({ outcome, host }) => outcome === 'fail' && host.label !== '');
  if (!some) throw new Error('nothing fails');
  const middle = all[Math.floor(all.length / 2)]?.sinceAt ?? '';
  const strict = all.find(({ variant }) => variant !== 'default');
  const { host, control, reason, hostId } = some;
  const filters: [query: string, fits: (finding: Known) => boolean][] = [
    [`host=${hostId}`, (finding) => finding.hostId === hostId],
    [`control=${control}`, (finding) => finding.control === control],
    ['outcome=fail', ({ outcome }) => outcome === 'fail'],
    ['outcome=fail&outcome=unknown', ({ outcome }) => outcome === 'fail' || outcome === 'unknown'],
    [`reason=${reason}`, (finding) => finding.reason === reason],
    ['platform=windows', (finding) => finding.host.platform === 'windows'],
    ['platform=linux&platform=macos', (finding) => finding.host.platform !== 'windows'],
    [`label=${encodeURIComponent(host.label)}`, (finding) => finding.host.label === host.label],
    [`system=${encodeURIComponent(host.system)}`, (finding) => finding.host.system === host.system],
    [`text=${encodeURIComponent(host.name.toUpperCase())}`, (finding) => finding.host.name === host.name],
    [`since=${middle}`, ({ sinceAt }) => sinceAt >= middle],
  ];
  const pairs = filters.flatMap((one, at) => filters.slice(at).map((other) => [one, other] as const));
  for (const [index, [[query, fits], [more, alsoFits]]] of pairs.entries()) {
    if (query !== more && query.split('=')[0] === more.split('=')[0]) continue;
    const sort = ['control', 'host', 'since', '-since'][index % 4];
    const together = query === more ? query : `${query}&${more}`;
    const wanted = all.filter((one) => one.variant === 'default' && fits(one) && alsoFits(one));
    const found = await every(`${together}&sort=${sort}`);
    expect(found.map(keyOf).toSorted(), `${together} ${sort}`).toEqual(wanted.map(keyOf).toSorted());
    expect((await page(`${together}&limit=1`)).shown, together).toEqual({
      count: wanted.length,
      exact: true,
    });
  }
  const ofVariant = await every(`control=${strict?.control}&variant=${strict?.variant}`);
  expect(ofVariant.length).toBeGreaterThan(0);
  expect(new Set(ofVariant.map(({ variant }) => variant))).toEqual(new Set([strict?.variant]));
});

test('a cursor that holds no moments is refused', async () => {
  for (const place of [
    ['x', 1],
    [1, null],
    [9e15, 1],
  ]) {
    const cursor = Buffer.from(JSON.stringify(['changes', [...place, 1, 'a', 'b']])).toString('base64url');
    const answer = await fleet.get(`/changes?cursor=${cursor}`);
    expect([answer.status, answer.json['title']]).toEqual([400, 'cursor-invalid']);
  }
});

test('a filter that is none is refused on every list, so that nobody takes all rows for those that were meant', async () => {
  const lists = [
    'hosts',
    'findings',
    'changes',
    'due',
    'trend',
    'groups',
    'heat-map',
    'hosts.csv',
    'findings.csv',
  ];
  for (const list of lists) {
    expect([list, (await fleet.get(`/${list}?outcomes=fail`)).status]).toEqual([list, 400]);
  }
});

test('a cursor of another order, or none at all, is refused', async () => {
  const { next } = await page('sort=since&limit=5');
  expect((await fleet.get(`/findings?sort=since&cursor=${next}`)).status).toBe(200);
  for (const query of [`sort=host&cursor=${next}`, 'cursor=x', 'cursor=']) {
    const answer = await fleet.get(`/findings?${query}`);
    expect([answer.status, answer.json['title']], query).toEqual([400, 'cursor-invalid']);
  }
});

test('one finding comes with the items that rest on it', async () => {
  const some = all.find(({ control }) => control === 'antivirus-definitions-fresh');
  const { status, json } = await fleet.get(`/hosts/${some?.hostId}/controls/${some?.control}`);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    finding: { control: some?.control, hostName: some?.host.name, variant: 'default' },
    host: { id: some?.hostId, label: some?.host.label },
    waivers: [],
  });
  const items = json['items'] as { checklist: string; item: string }[];
  expect(items.length).toBeGreaterThan(0);
  for (const query of ['variant=none', 'variant=']) {
    const answer = await fleet.get(`/hosts/${some?.hostId}/controls/${some?.control}?${query}`);
    expect([answer.status, answer.json['title']]).toEqual([404, 'finding-unknown']);
  }
});

test('hosts of one name come with what tells them apart, on every list that names them', async () => {
  const { enrolments, enrolmentTokens } = fleet.collector.context.repositories;
  const some = all.find(({ outcome }) => outcome === 'fail');
  const { name } = some?.host ?? { name: '' };
  expect(await page(`host=${some?.hostId}`)).toMatchObject({ namesakes: {} });
  const now = Date.now();
  const wanted = { label: '予備機', actor: 'console:test', now, lifetimeMs: 60_000, uses: 1 };
  const token = await enrolmentTokens.create(wanted);
  const id = randomUUID();
  const certificate = {
    pem: '',
    fingerprint: id,
    serial: '1',
    notBeforeAt: now,
    notAfterAt: now + 60_000,
  };
  expect(await enrolments.enrol(token, { id, name, certificate }, now)).toBe(true);
  const host = some?.hostId ?? '';
  expect((await page(`host=${host}`)).namesakes).toEqual({
    [host]: { label: some?.host.label, enrolledAt: expect.stringMatching(/Z$/) as unknown },
  });
  const { json } = await fleet.get(`/hosts?text=${encodeURIComponent(name)}`);
  expect(Object.keys(json['namesakes'] as object).toSorted()).toEqual([host, id].toSorted());
  expect(json['namesakes']).toMatchObject({ [id]: { label: '予備機' } });
});
