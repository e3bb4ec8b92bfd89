import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Outbox } from '@tenken/collector/src/alerts/outbox.ts';
import { verifyLog } from '@tenken/collector/src/audit/verify-log.ts';
import { endDay } from '@tenken/collector/src/store/tallies/day-end.ts';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import type { Channel } from '@tenken/collector/src/store/alerts/alert-repository.ts';
import type { Repositories } from '@tenken/collector/src/store/repositories.ts';
import { TallyChanges } from '@tenken/collector/src/store/tallies/tally-changes.ts';
import { wrongTallies } from '@tenken/collector/src/store/tallies/tally-check.ts';
import {
  acceptedReport,
  enrolledHost,
  evidenceOf,
  judgedFinding,
  temporaryDatabase,
} from '@tenken/collector/src/testing.ts';
import { twoStores } from './support/two-stores.ts';

test('both start at once on an empty database', async () => {
  const { stores } = await twoStores();
  for (const { read } of stores) expect(await read.selectFrom('host').selectAll().execute()).toEqual([]);
});

test('one that starts while another changes the tables waits for it, however long that takes', async () => {
  const url = await temporaryDatabase();
  const first = await openPostgresStore({ url });
  onTestFinished(() => first.close());
  // Transactions in turn have what a migration has.
  const changing = first.write.transaction().execute(() => setTimeout(3000));
  const second = await openPostgresStore({ url, answerMs: 1000 });
  onTestFinished(() => second.close());
  await changing;
  expect(await second.read.selectFrom('host').selectAll().execute()).toEqual([]);
  expect(second.gate.state).toBeNull();
});

test('sizes of groups are written in one order: whoever waits for one holds none of those behind it', async () => {
  const { stores } = await twoStores();
  const [left, right] = stores;
  const groups = (label: string) => ({ label, platform: 'linux', system: '' });
  const finding = { control: 'c', variant: 'default', outcome: 'pass' };
  const writes = (count: (tally: TallyChanges) => void) =>
    left.writeByHost.transaction().execute(async (db) => {
      const tally = new TallyChanges();
      count(tally);
      await tally.write(db);
    });
  await writes((tally) => {
    for (const label of ['a', 'z']) tally.size('label', groups(label), 1);
  });
  const sizeOf = (label: string) => (db: typeof right.read) =>
    db
      .selectFrom('group_size')
      .select('hosts')
      .where('grouping', '=', 'label')
      .where('group_id', '=', label)
      .forUpdate();
  const released = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const holding = right.writeByHost.transaction().execute(async (db) => {
    await sizeOf('a')(db).execute();
    isHeld.resolve();
    await released.promise;
  });
  await isHeld.promise;
  // A host comes to z, and one of a is judged anew.
  const writing = writes((tally) => {
    tally.size('label', groups('z'), 1);
    tally.inGroup(finding, 'label', groups('a'), 1);
  });
  await setTimeout(500);
  const second = right.writeByHost
    .transaction()
    .execute((db) => sizeOf('z')(db).execute())
    .then((rows) => rows);
  const isFree = await Promise.race([second.then(() => true), setTimeout(2000, false)]);
  released.resolve();
  await Promise.all([holding, writing, second]);
  expect(isFree).toBe(true);
  expect(await sizeOf('z')(right.read).execute()).toEqual([{ hosts: 2 }]);
});

test('reports of the same hosts, sent to both at once, count once, and every number stays right', async () => {
  const { stores, repos } = await twoStores();
  const [left, right] = repos;
  const hosts = await Promise.all(
    Array.from({ length: 12 }, (_, index) => enrolledHost(repos[index % 2] ?? left)),
  );
  const answers: string[] = [];
  for (let sequence = 1; sequence <= 4; sequence += 1) {
    const at = Date.now();
    const batch = hosts.map((host, index) =>
      acceptedReport(
        host,
        sequence,
        [
          evidenceOf('a', { sequence }, new Date(at)),
          evidenceOf('b', { sequence, of: index % 3 }, new Date(at)),
        ],
        at,
        { host: { ...facts, osVersion: String((sequence + index) % 3) } },
      ),
    );
    const stored = await Promise.all([
      left.reports.storeBatch(batch),
      right.reports.storeBatch(batch.toReversed()),
      ...hosts.flatMap((host, index) => [
        left.findings.replace(
          host,
          [judgedFinding('a', outcomes[(sequence + index) % 3] ?? 'pass')],
          sequence,
          at,
        ),
        right.findings.replace(
          host,
          [judgedFinding('a', outcomes[(sequence + index + 1) % 3] ?? 'pass')],
          sequence,
          at,
        ),
      ]),
    ]);
    answers.push(...[...stored[0], ...stored[1]].map(({ status }) => status));
  }
  expect(Object.groupBy(answers, (status) => status)).toMatchObject({
    stored: { length: 48 },
    duplicate: { length: 48 },
  });
  expect(await wrongTallies(stores[0])).toEqual([]);
  const rows = await stores[0].read.selectFrom('host').select(['last_sequence', 'sequence_gaps']).execute();
  expect(rows).toEqual(hosts.map(() => ({ last_sequence: 4, sequence_gaps: 0 })));
});

const outcomes = ['pass', 'fail', 'unknown'] as const;

const facts = {
  platform: 'linux' as const,
  name: 'host',
  osName: 'x',
  osVersion: '1',
  architecture: null,
  machineIdHash: null,
};

test('a host that says more of itself than an index can hold, or what no text can, is stored as any other', async () => {
  const { repos } = await twoStores();
  const [{ reports, hosts: known }] = repos;
  const host = await enrolledHost(repos[0]);
  // Nothing in it repeats, so that it cannot be compressed.
  const long = (from: number) =>
    String.fromCodePoint(...Array.from({ length: 512 }, (_, at) => 0x4e00 + from + at * 7));
  const said = { ...facts, name: long(1), osName: long(5000), osVersion: `${long(9000).slice(0, 500)}\0` };
  const report = acceptedReport(host, 1, [evidenceOf('a', {}, new Date())], Date.now(), { host: said });
  expect(await reports.storeBatch([report])).toMatchObject([{ status: 'stored' }]);
  expect(await known.find(host)).toMatchObject({
    name: said.name,
    osVersion: said.osVersion.replace('\0', '\ufffd'),
  });
});

test('lines of the audit log that both write make one chain', async () => {
  const { repos } = await twoStores();
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (repos[index % 2] ?? repos[0]).audit.append({
        at: Date.now(),
        actor: `console:${index}`,
        action: 'signed-out',
        subject: createHash('sha256').update(String(index)).digest('hex'),
      }),
    ),
  );
  const { audit } = repos[1];
  const verdict = await verifyLog({ rows: audit.rows(), chain: () => audit.chain(), heads: [] }, null);
  expect(verdict).toMatchObject({ ok: true, entries: 40, faults: [] });
});

test('a token with three uses lets three in, and the set-up code one', async () => {
  const { repos } = await twoStores();
  const [left, right] = repos;
  const now = Date.now();
  const token = await left.enrolmentTokens.create({
    label: 't',
    actor: 'a',
    now,
    lifetimeMs: 60_000,
    uses: 3,
  });
  const let8 = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (repos[index % 2] ?? left).enrolments.enrol(
        token,
        {
          id: `host-${index}`,
          name: `host-${index}`,
          certificate: {
            pem: '',
            fingerprint: `${index}`,
            serial: '1',
            notBeforeAt: now,
            notAfterAt: now + 1,
          },
        },
        now,
      ),
    ),
  );
  expect(let8.filter(Boolean)).toHaveLength(3);
  const code = await right.setupCodes.renew(now);
  const hash = createHash('sha256')
    .update(code?.code ?? '')
    .digest('hex');
  const made = await Promise.all(
    repos.map((one, index) =>
      one.accounts.createFirst(
        { name: `admin-${index}`, displayName: 'x', role: 'administrator', passwordHash: '!' },
        hash,
        now,
      ),
    ),
  );
  expect(made.filter((id) => id !== null)).toHaveLength(1);
});

const settings = {
  scanEveryMinutes: 60,
  spoolMegabytes: 10,
  spoolDays: 10,
  scanDeadlineSeconds: 60,
  scanCpuSeconds: 60,
  scanMemoryMegabytes: 512,
  tlsTargets: [],
};

test('settings of agents have one order, and the last administrator stays', async () => {
  const { repos } = await twoStores();
  const [left] = repos;
  const change = { actor: 'console:test', now: Date.now() };
  const numbers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (repos[index % 2] ?? left).agentSettings.change(settings, change),
    ),
  );
  expect(new Set(numbers).size).toBe(10);
  const account = { displayName: 'x', role: 'administrator' as const, passwordHash: '!' };
  const ids = [
    await left.accounts.create({ ...account, name: 'first' }, change),
    await left.accounts.create({ ...account, name: 'second' }, change),
  ];
  const disabled = await Promise.all(
    ids.map((id, index) => (repos[index] ?? left).accounts.setDisabled(id ?? '', true, change)),
  );
  expect(disabled.filter(Boolean)).toHaveLength(1);
});

test('a message that waits is sent by one of them', async () => {
  const { stores, repos } = await twoStores();
  const now = Date.now();
  const messages = Array.from({ length: 10 }, (_, index) => ({
    id: `message-${index}`,
    rule_id: null,
    channel_id: `channel-${index}`,
    content: '{}',
    state: 'waiting',
    attempts: 0,
    made_at: now,
    sent_at: null,
    next_attempt_at: now,
    last_error: null,
  }));
  await stores[0].write.insertInto('alert_message').values(messages).execute();
  const sent: string[] = [];
  const work = ({ alertMessages }: Repositories) =>
    new Outbox({
      messages: alertMessages,
      channels: { channel: (id) => Promise.resolve({ id, settings: { kind: 'mail' } } as Channel) },
      send: async ({ id }) => {
        sent.push(id);
        await setTimeout(20);
      },
      canWrite: () => true,
      now: () => new Date(now),
      ending: new AbortController().signal,
      onSent: () => {},
      onFailure: () => {},
    }).work();
  await Promise.all(repos.map(work));
  expect(sent.toSorted()).toEqual(messages.map(({ channel_id: id }) => id));
  expect(await repos[0].alertMessages.nextAt()).toBeNull();
});

test('the day before is ended once, with what held then', async () => {
  const { stores, repos } = await twoStores();
  const [left, right] = stores;
  const host = await enrolledHost(repos[0]);
  const yesterday = Date.UTC(2026, 10, 20, 3);
  const today = yesterday + 24 * 60 * 60 * 1000;
  await repos[0].findings.replace(host, [judgedFinding('a', 'pass')], 0, yesterday);
  const second = Promise.withResolvers<void>();
  await left.writeByHost.transaction().execute(async (db) => {
    await endDay(db, today);
    // The other one has read that the day is not over, and waits for this one.
    void right.writeByHost
      .transaction()
      .execute((other) => endDay(other, today))
      .then(second.resolve, second.reject);
    await setTimeout(500);
    await db.updateTable('finding_tally').set({ outcome: 'fail' }).execute();
  });
  await second.promise;
  const days = await left.read.selectFrom('day_tally').select(['control', 'outcome', 'hosts']).execute();
  expect(days.toSorted((one, other) => (one.control < other.control ? -1 : 1))).toEqual([
    { control: '', outcome: 'pass', hosts: 1 },
    { control: 'a', outcome: 'pass', hosts: 1 },
  ]);
});
