import { expect, test } from 'vitest';
import type {
  Changes,
  Due,
  HeatMap,
  HostGroups,
  SearchResults,
  Trend,
} from '../../collector/src/api/result-schemas.ts';
import { allPages, fleetCollector } from './fleet-collector.ts';

const fleet = fleetCollector(60);
const get = async <Shape>(path: string): Promise<Shape> => {
  const { status, json } = await fleet.get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(json)}`);
  return json as unknown as Shape;
};
type Counts = Record<string, number>;
const added = (all: readonly Counts[]): Counts => {
  const sum: Counts = {};
  for (const [key, count] of all.flatMap((counts) => Object.entries(counts))) {
    sum[key] = (sum[key] ?? 0) + count;
  }
  return sum;
};

test.each(['label', 'platform', 'system'])('the heat map by %s adds up to the controls', async (by) => {
  const map = await get<HeatMap>(`/heat-map?by=${by}`);
  const { controls } = await get<{ controls: { id: string; outcomes: Counts }[] }>('/controls');
  expect(map.rows.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
  for (const [index, { cells }] of map.rows.entries()) {
    expect(cells).toHaveLength(map.groups.length + (map.more ? 1 : 0));
    expect(added(cells as Counts[])).toEqual(controls[index]?.outcomes);
  }
  const { groups } = await get<HostGroups>(`/groups?by=${by}`);
  expect(groups.reduce((sum, { hosts }) => sum + hosts, 0)).toBe(60);
  expect(groups.slice(0, map.groups.length)).toEqual(map.groups);
  expect(groups.length - map.groups.length).toBe(map.more?.groups ?? 0);
});

test('overview, checklists and controls count the same findings', async () => {
  const overview = await get<{ hosts: Counts; findings: Counts }>('/overview');
  const { controls } = await get<{ controls: { outcomes: Counts }[] }>('/controls');
  expect(added(controls.map(({ outcomes }) => outcomes))).toEqual(overview.findings);
  expect(overview.hosts['total']).toBe(60);
  const { items } = await get<{ items: { hosts: { passing: number; total: number } }[] }>(
    '/checklists/nwsystem',
  );
  expect(items.every(({ hosts }) => hosts.total === 60 && hosts.passing <= 60)).toBe(true);
});

test('an item passes on as many hosts as have every finding of it passed', async () => {
  const { checklists, repositories } = fleet.collector.context;
  const { itemRequirements } = await import('../../collector/src/store/findings/requirement-sets.ts');
  const byHost = new Map<string, Map<string, string>>();
  for (const { id } of await repositories.hosts.all()) {
    const all = await repositories.findings.ofHost(id);
    const states = all.map(({ control, variant, outcome, reason }): [string, string] => [
      `${control} ${variant}`,
      reason === 'other-kind-of-machine' ? 'elsewhere' : outcome,
    ]);
    byHost.set(id, new Map(states));
  }
  for (const checklist of checklists) {
    const shown = await get<{ items: { id: string; hosts: { passing: number } }[] }>(
      `/checklists/${checklist.id}`,
    );
    for (const item of checklist.items) {
      const members = itemRequirements(item).counting.map(({ control, variant }) => `${control} ${variant}`);
      const passing = [...byHost.values()].filter((states) => {
        const own = members.map((member) => states.get(member));
        return own.includes('pass') && own.every((state) => state === 'pass' || state === 'elsewhere');
      });
      expect(shown.items.find(({ id }) => id === item.id)?.hosts.passing, item.id).toBe(passing.length);
    }
  }
});

test('changes are of those whose outcome differs between two moments, newest first and once', async () => {
  const first = await get<Changes>('/changes?limit=20');
  const all = await allPages(fleet.get, '/changes?limit=20', (page) => page['changes'] as Changes['changes']);
  const keys = all.map(({ hostId, control }) => `${hostId} ${control}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
  expect(all.every(({ at, before, after }) => at > first.from && at <= first.to && before !== after)).toBe(
    true,
  );
  expect(first.exact).toBe(true);
  const judged = all.filter(({ kind }) => kind !== 'first');
  expect(first.counts).toEqual({
    failing: judged.filter(({ after }) => after === 'fail').length,
    fixed: judged.filter(({ before, after }) => before === 'fail' && after === 'pass').length,
    lost: judged.filter(
      ({ before, after }) => before === 'pass' && (after === 'unknown' || after === 'error'),
    ).length,
    other: judged.filter(({ kind }) => kind === 'other').length,
    first: all.length - judged.length,
  });
  expect(all.filter(({ before, kind }) => before === null && kind !== 'first')).toEqual([]);
  for (const kind of ['failing', 'fixed', 'lost', 'other', 'first'] as const) {
    const found = await allPages(
      fleet.get,
      `/changes?limit=20&kind=${kind}&to=${first.to}`,
      (page) => page['changes'] as Changes['changes'],
    );
    expect(found).toEqual(all.filter((change) => change.kind === kind));
  }
  const [one] = all;
  const ofHost = await get<Changes>(`/hosts/${one?.hostId}/comparison`);
  expect(ofHost.changes.map(({ control }) => control)).toContain(one?.control);
  const ofControl = await get<Changes>(`/controls/${one?.control}/comparison?limit=500`);
  expect(ofControl.changes).toHaveLength(all.filter(({ control }) => control === one?.control).length);
  const narrowed = await get<Changes>(`/changes?limit=500&control=${one?.control}`);
  expect(narrowed.changes).toHaveLength(ofControl.changes.length);
  const reversed = await fleet.get('/changes?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z');
  expect([reversed.status, reversed.json['title']]).toEqual([400, 'moments-order']);
  expect((await fleet.get('/hosts/none/comparison')).status).toBe(404);
  expect((await fleet.get('/controls/none/comparison')).status).toBe(404);
});

test('the trend ends with what the overview shows, and has a value for each day', async () => {
  const { findings } = await get<{ findings: Counts }>('/overview');
  const { days } = await get<Trend>('/trend?days=30');
  expect(days).toHaveLength(30);
  expect(days.at(-1)?.outcomes).toEqual(findings);
  const steps = days.slice(1).map(({ day }, at) => Date.parse(day) - Date.parse(days[at]?.day ?? ''));
  expect(new Set(steps)).toEqual(new Set([86_400_000]));
  const { days: own } = await get<Trend>('/trend?days=3&control=antivirus-active');
  expect(added([own.at(-1)?.outcomes as Counts])).not.toEqual({});
  expect((await fleet.get('/trend?control=none')).status).toBe(404);
});

test('what ends by itself comes soonest first, with how many hosts', async () => {
  const { entries } = await get<Due>('/due?days=366');
  expect(entries.map(({ on }) => on)).toEqual(entries.map(({ on }) => on).toSorted());
  const findings = entries.filter(({ kind }) => kind === 'finding');
  expect(findings.length).toBeGreaterThan(0);
  for (const { control, on, count } of findings.slice(0, 5)) {
    const from = new Date(Date.parse(`${on}T00:00:00+09:00`));
    const until = new Date(from.getTime() + 86_400_000);
    const [before, after] = await Promise.all(
      [from, until].map((at) =>
        get<{ shown: { count: number } }>(
          `/findings?control=${control}&outcome=pass&sort=until&until=${at.toISOString()}`,
        ),
      ),
    );
    expect((after?.shown.count ?? 0) - (before?.shown.count ?? 0)).toBe(count);
  }
  expect(entries.some(({ kind }) => kind === 'feed')).toBe(true);
});

test('search finds hosts, controls and items by folded words', async () => {
  const [host] = (await get<{ hosts: { id: string; name: string }[] }>('/hosts')).hosts;
  const byName = await get<SearchResults>(`/search?q=${encodeURIComponent(host?.name.toUpperCase() ?? '')}`);
  expect(byName.hosts.map(({ id }) => id)).toEqual([host?.id]);
  const words = await get<SearchResults>(`/search?q=${encodeURIComponent('ｳｲﾙｽ')}`);
  expect(words.controls.map(({ id }) => id)).toContain('antivirus-active');
  expect(words.items.length).toBeGreaterThan(0);
  expect(await get<SearchResults>('/search?q=%20')).toEqual({ hosts: [], controls: [], items: [] });
  expect((await get<SearchResults>('/search?q=%25%25')).hosts).toEqual([]);
});

test.each([
  ['hosts', 'name,label,fail', '機器名,ラベル,不適合'],
  ['findings', 'control,host,outcome', '管理策ID,機器名,判定'],
  ['controls', 'id,pass', '管理策ID,適合'],
])('%s come as CSV with the columns that were asked for', async (list, columns, head) => {
  const { type, bytes } = await fleet.text(`/${list}.csv?columns=${columns}&outcome=fail`);
  expect(type).toBe('text/csv; charset=utf-8');
  const lines = bytes.toString('utf8').split('\r\n');
  expect(lines[0]).toBe(`\uFEFF${head}`);
  expect(lines.at(-1)).toBe('');
  const rows = lines.length - 2;
  if (list === 'controls') {
    const { controls } = await get<{ controls: { outcomes: Counts }[] }>('/controls');
    expect(rows).toBe(controls.filter(({ outcomes }) => (outcomes['fail'] ?? 0) > 0).length);
    expect(rows).toBeLessThan(controls.length);
  } else {
    const { shown } = await get<{ shown: { count: number } }>(`/${list}?outcome=fail`);
    expect(rows).toBe(shown.count);
  }
  const odd = await fleet.get(`/${list}.csv?columns=nothing`);
  expect([odd.status, odd.json['title']]).toEqual([400, 'column-unknown']);
  const english = await fleet.text(`/${list}.csv?language=en&encoding=shift_jis&columns=${columns}`);
  expect(english.bytes.toString('latin1')).toMatch(/^(Host|Control ID),/);
});

test('controls and items come as CSV in the order and with the filters of the page', async () => {
  const order = await fleet.text('/controls.csv?columns=fail&sort=-failures');
  const failures = order.bytes.toString('utf8').trimEnd().split('\r\n').slice(1).map(Number);
  expect(failures.length).toBe(fleet.collector.context.controls.length);
  expect(failures).toEqual(failures.toSorted((a, b) => b - a));

  const { items } = await get<{ items: { number: string; result: string; flags: { priority: boolean } }[] }>(
    '/checklists/nwsystem',
  );
  const wanted = items.filter(({ result, flags }) => result === 'fail' && flags.priority);
  const csv = await fleet.text(
    '/checklists/nwsystem/items.csv?columns=number,result&outcome=fail&priority=true',
  );
  expect(csv.bytes.toString('utf8').trimEnd().split('\r\n')).toEqual([
    '\uFEFF番号,結果',
    ...wanted.map(({ number }) => `${number},不適合`),
  ]);
  expect(wanted.length).toBeGreaterThan(0);
  const unknown = await fleet.get('/checklists/nothing/items.csv');
  expect([unknown.status, unknown.json['title']]).toEqual([404, 'checklist-unknown']);
});
