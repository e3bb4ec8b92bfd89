import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { acceptedReport } from '../../collector/src/testing.ts';
import type { ChannelSettings } from '../../collector/src/api/alert-schemas.ts';
import { dateAt } from '../../collector/src/assessments/moments.ts';
import { makeBackup } from '../../collector/src/backup/make-backup.ts';
import { retryAfterMinutes } from '../../collector/src/alerts/outbox.ts';
import type { Collector } from '../../collector/src/server.ts';
import { startCollector } from '../support/collector-process.ts';
import { containing } from '../support/containing.ts';
import { alter, rowsOf } from '../support/database.ts';
import { ownCollector } from '../support/own-collector.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';
import { alertable, alerting, anyFailure, enrolledHost, judged } from './alerting.ts';
import { identityOf, mailServer, silentServer, webhookServer } from './receivers.ts';
import type { Identity } from './receivers.ts';

const folder = makeScratchFolder();
let identity: Identity;
beforeAll(async () => {
  identity = await identityOf(join(folder, 'authority'));
});
afterAll(() => removeScratchFolder(folder));

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function hookTo(url: string, secret?: string) {
  const settings = { kind: 'webhook', url, authority: identity.authority } as const;
  return { name: 'hook', settings, ...(secret !== undefined && { secret }) };
}

/** A clock that a test moves. */
function clock(start = Date.now()) {
  let at = start;
  return { now: () => new Date(at), pass: (ms: number) => (at += ms) };
}

/** States are looked at once a minute of real time, and at once when a rule was changed. */
async function lookAnew({ context }: Collector): Promise<void> {
  const { repositories, alerts, now } = context;
  for (const rule of await repositories.alerts.rules()) {
    const { id, changedAt: _changedAt, lastMessageAt: _last, toldEvent: _told, ...same } = rule;
    await repositories.alerts.putRule(id, same, { actor: 'test', now: now().getTime() });
  }
  await alerts.settle();
}

const subjects = (posts: readonly { body: string }[]) =>
  posts.map(({ body }) => String((JSON.parse(body) as { subject: string }).subject));

test('10,000 failures are one message, and those that follow are the next, after the interval', async () => {
  const hook = await webhookServer(identity);
  const time = clock();
  const { collector, channel, rule } = await alerting({ now: time.now });
  const { repositories, alerts } = collector.context;
  await rule({ channels: [await channel(hookTo(hook.url))] });
  const controls = collector.context.controls.slice(0, 20).map(({ id }) => id);
  const failing = Object.fromEntries(controls.map((id) => [id, 'fail'] as const));
  for (let host = 0; host < 500; host += 1) {
    const id = await enrolledHost(repositories, { name: `host-${host}` });
    await judged(repositories, id, failing, time.now().getTime());
  }
  await alerts.settle();
  expect(subjects(hook.posts)).toEqual(['[Tenken] 新たな不適合: 新たな不適合 10000件']);
  const body = JSON.parse(hook.posts[0]?.body ?? '') as {
    lines: string[];
    entries: unknown[];
    total: number;
  };
  expect(body.lines).toHaveLength(20);
  expect(body.lines[0]).toMatch(/: 500台 （host-0、.*ほか490台）$/);
  expect(body.entries).toHaveLength(100);
  expect(hook.posts[0]?.body.length).toBeLessThan(64 * 1024);
  // More of it within the interval waits.
  for (let more = 0; more < 3; more += 1) {
    const id = await enrolledHost(repositories, { name: `late-${more}` });
    await judged(repositories, id, failing, time.now().getTime());
    time.pass(minuteMs);
    await alerts.settle();
  }
  expect(hook.posts).toHaveLength(1);
  time.pass(3 * minuteMs);
  await alerts.settle();
  expect(subjects(hook.posts).slice(1)).toEqual(['[Tenken] 新たな不適合: 新たな不適合 60件']);
  // What was sent leaves nothing behind but the messages themselves.
  expect(await repositories.alertMessages.counts()).toEqual({ waiting: 0, sent: 2, 'given-up': 0 });
});

test('only chosen controls and labels; a failure that was not looked at for a while is no news', async () => {
  const hook = await webhookServer(identity);
  const time = clock();
  const { collector, channel, rule } = await alerting({ now: time.now });
  const { repositories, alerts } = collector.context;
  const channels = [await channel(hookTo(hook.url))];
  await rule({
    channels,
    trigger: { kind: 'failure', controls: ['disk-encrypted'], labels: ['総務課'] },
    language: 'en',
  });
  const told = async () => {
    time.pass(10 * minuteMs);
    await alerts.settle();
    return hook.posts.splice(0).length;
  };
  const inside = await enrolledHost(repositories, { label: '総務課' });
  const outside = await enrolledHost(repositories, { label: '税務課' });
  await judged(repositories, outside, { 'disk-encrypted': 'fail' }, time.now().getTime());
  await judged(repositories, inside, { 'time-synchronized': 'fail' }, time.now().getTime());
  expect(await told()).toBe(0);
  await judged(repositories, inside, { 'disk-encrypted': 'fail' }, time.now().getTime());
  expect(await told()).toBe(1);
  // Asleep over night: nothing new in the morning.
  await judged(repositories, inside, { 'disk-encrypted': 'unknown' }, time.now().getTime());
  time.pass(minuteMs);
  await judged(repositories, inside, { 'disk-encrypted': 'fail' }, time.now().getTime());
  expect(await told()).toBe(0);
  await judged(repositories, inside, { 'disk-encrypted': 'pass' }, time.now().getTime());
  time.pass(minuteMs);
  await judged(repositories, inside, { 'disk-encrypted': 'fail' }, time.now().getTime());
  expect(await told()).toBe(1);
});

test('a digest comes once a day at its time in Japan, with all of the day', async () => {
  const hook = await webhookServer(identity);
  // 20:00 in Japan.
  const time = clock(Date.parse('2026-11-20T11:00:00Z'));
  const { collector, channel, rule } = await alerting({ now: time.now });
  const { repositories, alerts } = collector.context;
  await rule({
    channels: [await channel(hookTo(hook.url))],
    schedule: { kind: 'daily', at: '08:30', evenIfNothing: false },
  });
  for (const control of ['disk-encrypted', 'time-synchronized']) {
    const host = await enrolledHost(repositories);
    await judged(repositories, host, { [control]: 'fail' }, time.now().getTime());
    time.pass(60 * minuteMs);
    await alerts.settle();
  }
  expect(hook.posts).toEqual([]);
  time.pass(10.5 * 60 * minuteMs);
  await alerts.settle();
  expect(subjects(hook.posts)).toEqual(['[Tenken] 新たな不適合: 新たな不適合 2件']);
  time.pass(dayMs);
  await alerts.settle();
  expect(hook.posts).toHaveLength(1);
});

test('a digest without news says so by mail, once a day, unless nobody wants it or nobody could see', async () => {
  const server = await mailServer(identity, 'tls');
  // 20:00 in Japan.
  const time = clock(Date.parse('2026-11-20T11:00:00Z'));
  const { call, collector, channel, rule } = await alerting({ now: time.now });
  const { alerts, evaluator } = collector.context;
  const settings = {
    kind: 'mail' as const,
    host: 'localhost',
    port: server.port,
    security: 'tls' as const,
    authority: identity.authority,
    from: 'tenken@example.jp',
    to: ['a@example.jp'],
    user: null,
    password: 'stored' as const,
  };
  const channels = [await channel({ name: 'mail', settings })];
  const daily = { kind: 'daily', at: '08:30' } as const;
  await rule({ channels, language: 'en', schedule: { ...daily, evenIfNothing: true } });
  await rule({ channels, name: 'quiet', schedule: { ...daily, evenIfNothing: false } });
  // Who does not say gets the sign of life.
  const made = await call('POST', '/alerts/rules', {
    ...anyFailure,
    channels,
    name: 'one of another day',
    schedule: { kind: 'weekly', on: 1, at: '08:30' },
  });
  expect(made.status).toBe(201);
  const { json } = await call('GET', '/alerts/rules');
  expect(json['rules']).toMatchObject([
    { name: 'one of another day', nextMessageAt: '2026-11-22T23:30:00.000Z' },
    { name: 'quiet', nextMessageAt: null },
    { name: anyFailure.name, nextMessageAt: '2026-11-20T23:30:00.000Z' },
  ]);
  await alerts.settle();
  expect(server.mails).toEqual([]);
  time.pass(13 * 60 * minuteMs);
  await alerts.settle();
  await alerts.settle();
  expect(server.mails.map(({ raw }) => raw)).toEqual([containing('Nothing new matched this rule')]);
  time.pass(dayMs);
  vi.spyOn(evaluator, 'failed', 'get').mockReturnValue('the disk is gone');
  await alerts.settle();
  expect(server.mails).toHaveLength(1);
  vi.restoreAllMocks();
  await alerts.settle();
  expect(server.mails).toHaveLength(2);
});

test('silence and coverage are told when they begin, and again only when they begin anew', async () => {
  const hook = await webhookServer(identity);
  const time = clock();
  const { collector, channel, rule } = await alerting({ now: time.now, staleAfterMs: dayMs });
  const { repositories, alerts } = collector.context;
  const channels = [await channel(hookTo(hook.url))];
  await rule({ name: '無報告', channels, trigger: { kind: 'silence', labels: [] } });
  await rule({ name: '網羅', channels, trigger: { kind: 'coverage', belowPercent: 90 } });
  await rule({ name: '隔離', channels, trigger: { kind: 'quarantine' } });
  // Rules are looked at when they were changed: before there is anything to tell.
  await alerts.settle();
  await enrolledHost(repositories, { name: '窓口端末' });
  await alerts.settle();
  expect(hook.posts).toEqual([]);
  time.pass(2 * dayMs);
  await rule({ name: '無報告２', channels, trigger: { kind: 'silence', labels: ['どこにもない'] } });
  await lookAnew(collector);
  expect(subjects(hook.posts).toSorted()).toEqual([
    '[Tenken] 無報告: 報告が途絶えた端末・機器 1台',
    '[Tenken] 網羅: 報告している端末・機器の割合が下限未満',
  ]);
  const coverage = hook.posts.find(({ body }) => body.includes('"coverage"'));
  expect(JSON.parse(coverage?.body ?? '')).toMatchObject({
    lines: ['・対象 1台中 0台が報告（0%）。下限 90%'],
  });
  hook.posts.splice(0);
  await lookAnew(collector);
  expect(hook.posts).toEqual([]);
  // It reports, and falls silent again.
  time.pass(minuteMs);
  const [told] = await repositories.hosts.all();
  await repositories.reports.storeBatch([acceptedReport(String(told?.id), 1, [], time.now().getTime())]);
  await lookAnew(collector);
  time.pass(2 * dayMs);
  await lookAnew(collector);
  expect(subjects(hook.posts).toSorted()).toEqual([
    '[Tenken] 無報告: 報告が途絶えた端末・機器 1台',
    '[Tenken] 網羅: 報告している端末・機器の割合が下限未満',
  ]);
});

test('what ends soon is told once, and once more when it has ended', async () => {
  const hook = await webhookServer(identity);
  const time = clock();
  const { collector, channel, rule } = await alerting({ now: time.now });
  const { repositories } = collector.context;
  const channels = [await channel(hookTo(hook.url))];
  await rule({
    name: '期限',
    channels,
    trigger: {
      kind: 'expiry',
      withinDays: 30,
      of: ['certificate', 'feed', 'declaration', 'plan', 'waiver', 'attestation', 'finding'],
    },
  });
  // Of 30 days; nobody renews it.
  await enrolledHost(repositories, { name: '窓口端末' });
  const again = async () => {
    await lookAnew(collector);
    return hook.posts.splice(0).map(({ body }) => (JSON.parse(body) as { lines: string[] }).lines.join('\n'));
  };
  expect((await again()).join('\n')).not.toContain('窓口端末');
  time.pass(25 * dayMs);
  expect((await again()).join('\n')).toContain('窓口端末 の証明書');
  expect((await again()).join('\n')).not.toContain('窓口端末');
  time.pass(6 * dayMs);
  expect((await again()).join('\n')).toContain('窓口端末 の証明書');
});

test('a pass that ends by itself is told by its day, with how many hosts; one that is stale only is not', async () => {
  const hook = await webhookServer(identity);
  const time = clock();
  const { collector, channel, rule } = await alerting({ now: time.now, staleAfterMs: dayMs });
  const { repositories } = collector.context;
  const trigger = { kind: 'expiry', withinDays: 7, of: ['finding'] } as const;
  await rule({
    name: '期限',
    channels: [await channel(hookTo(hook.url))],
    trigger: { ...trigger, of: [...trigger.of] },
  });
  const at = time.now().getTime();
  const inDays = (days: number) => new Date(at + days * dayMs).toISOString();
  for (const days of [3, 3, 20, null]) {
    const host = await enrolledHost(repositories);
    const endsAt = days === null ? null : inDays(days);
    await judged(repositories, host, { 'antivirus-active': 'pass' }, at, endsAt);
  }
  time.pass(minuteMs);
  await lookAnew(collector);
  const bodies = hook.posts.splice(0).map(({ body }) => JSON.parse(body) as { entries: object[] });
  expect(bodies.flatMap(({ entries }) => entries)).toMatchObject([
    { kind: 'expiry', of: 'finding', on: dateAt(at + 3 * dayMs), count: 2 },
  ]);
  // Three days before the other one ends as well.
  time.pass(17 * dayMs);
  await lookAnew(collector);
  expect(hook.posts.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
    { entries: [{ on: dateAt(at + 20 * dayMs), count: 1 }] },
  ]);
});

describe('the outbox', () => {
  test('tries again with longer and longer pauses, gives up in the end, and can be told to try once more', async () => {
    let status = 503;
    const hook = await webhookServer(
      identity,
      (_request, response) => void response.writeHead(status).end('busy'),
    );
    const time = clock();
    const { call, collector, channel, rule } = await alerting({ now: time.now });
    const { repositories, alerts, metrics } = collector.context;
    await rule({ channels: [await channel(hookTo(hook.url))] });
    await judged(
      repositories,
      await enrolledHost(repositories),
      { 'disk-encrypted': 'fail' },
      time.now().getTime(),
    );
    await alerts.settle();
    await alerts.settle();
    expect(hook.posts).toHaveLength(1);
    for (const minutes of retryAfterMinutes) {
      time.pass(minutes * minuteMs - 1000);
      await alerts.settle();
      const before = hook.posts.length;
      time.pass(1000);
      await alerts.settle();
      expect(hook.posts.length).toBe(before + 1);
    }
    const ids = new Set(hook.posts.map(({ headers }) => headers['tenken-message']));
    expect(ids.size).toBe(1);
    const log = await call('GET', '/alerts/messages');
    expect(log.json).toMatchObject({
      counts: { waiting: 0, sent: 0, 'given-up': 1 },
      messages: [
        {
          state: 'given-up',
          attempts: 11,
          lastError: { ja: 'localhost が 503 を返しました: busy', en: 'localhost answered 503: busy' },
        },
      ],
    });
    const figures = await metrics.registry.metrics();
    expect(figures).toContain('tenken_alert_failures_total{kind="webhook"} 11');
    expect(figures).toContain('tenken_alert_messages_given_up_total{kind="webhook"} 1');
    expect(figures).toContain('tenken_alert_outbox_messages 0');
    status = 204;
    const id = String([...ids][0]);
    expect((await call('POST', `/alerts/messages/${id}/sending`)).status).toBe(204);
    await alerts.settle();
    expect((await call('GET', '/alerts/messages')).json).toMatchObject({ messages: [{ id, state: 'sent' }] });
    expect((await call('POST', `/alerts/messages/${id}/sending`)).status).toBe(404);
  });

  test('a collector that was killed between cause and sending sends after its next start, and once', async () => {
    const hook = await webhookServer(identity);
    const data = join(scratchFolder(), 'data');
    // Its rules and the cause are made by a collector that never looks at them.
    const first = await alerting({ data });
    const { repositories } = first.collector.context;
    const channels = [await first.channel(hookTo(hook.url))];
    await first.rule({ channels });
    await first.collector.context.alerts.stop();
    await judged(repositories, await enrolledHost(repositories), { 'disk-encrypted': 'fail' });
    await first.collector.close();
    const args = ['--port', '0', '--agent-port', '0', '--alert-allow', '127.0.0.0/8'];
    const killed = await startCollector({ data, args });
    // It gathers for a while: nothing was sent yet.
    await killed.kill();
    expect(hook.posts).toEqual([]);
    const second = await ownCollector({ data, ...alertable });
    await second.context.alerts.settle();
    expect(hook.posts).toHaveLength(1);
    await second.context.alerts.settle();
    expect(hook.posts).toHaveLength(1);
    // Killed after the message was made and before it was sent: the row is all there is.
    const { alerts, alertMessages } = second.context.repositories;
    expect((await alertMessages.list({ limit: 10 })).map(({ state }) => state)).toEqual(['sent']);
    expect(await alerts.rules()).toHaveLength(1);
  });
});

test('a collector ends while receivers say nothing, and sends all of it after its next start', async () => {
  const silent = await silentServer();
  const data = join(scratchFolder(), 'data');
  const { call, channel, rule, collector } = await alerting({ data });
  const { repositories, alerts } = collector.context;
  const host = { host: 'localhost', port: silent.port, authority: identity.authority };
  const mail = {
    kind: 'mail' as const,
    security: 'tls' as const,
    from: 'tenken@example.jp',
    to: ['a@example.jp'],
    user: null,
    password: 'stored' as const,
  } satisfies Partial<ChannelSettings>;
  const syslog = { kind: 'syslog', transport: 'tls', format: 'cef', facility: 13 } as const;
  const channels = [
    await channel(hookTo(`https://localhost:${silent.port}`)),
    await channel({ name: 'tls', settings: { ...host, ...mail } }),
    await channel({ name: 'clear', settings: { ...host, ...mail, security: 'none' } }),
    await channel({ name: 'siem', settings: { ...host, ...syslog } }),
  ];
  await rule({ channels });
  await judged(repositories, await enrolledHost(repositories), { 'disk-encrypted': 'fail' });
  const settled = alerts.settle();
  await expect.poll(() => silent.held.length, { timeout: 10_000 }).toBe(channels.length);
  const tested = call('POST', `/alerts/channels/${channels[0]}/test`, {}).catch(() => null);
  await expect.poll(() => silent.held.length, { timeout: 10_000 }).toBe(channels.length + 1);
  const askedAt = performance.now();
  await collector.close();
  await Promise.all([settled, tested]);
  expect(performance.now() - askedAt).toBeLessThan(4000);
  await expect.poll(() => silent.held.filter(({ closed }) => !closed).length).toBe(0);

  const left = await rowsOf(
    data,
    "select attempts, last_error as failure from alert_message where state = 'waiting'",
  );
  expect(left).toEqual(channels.map(() => ({ attempts: 0, failure: null })));
  const hook = await webhookServer(identity);
  const { settings } = hookTo(hook.url);
  await alter(data, 'update alert_channel set settings = ?', JSON.stringify(settings));
  await ownCollector({ data, ...alertable });
  await expect.poll(() => hook.posts.length, { timeout: 10_000 }).toBe(channels.length);
});

describe('what is secret', () => {
  const secret = 'a-key-that-nobody-may-see-again';

  test('is in no answer, and in no line of the audit log', async () => {
    const hook = await webhookServer(identity);
    const data = join(scratchFolder(), 'data');
    const { call, collector, channel } = await alerting({ data });
    const id = await channel(hookTo(hook.url, secret));
    await call('POST', `/alerts/channels/${id}/test`, {});
    const answers = await Promise.all(
      ['/alerts/channels', '/alerts/messages', '/alerts/rules'].map((path) => call('GET', path)),
    );
    expect(JSON.stringify(answers.map(({ json }) => json))).not.toContain(secret);
    expect(answers[0]?.json['channels']).toMatchObject([{ hasSecret: true }]);
    const audit = await collector.context.repositories.audit.list({ limit: 100 });
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['alert-channel-changed', 'alert-tested']),
    );
    expect(JSON.stringify(audit)).not.toContain(secret);
    expect(JSON.stringify(await rowsOf(data, 'select * from alert_channel'))).not.toContain(secret);
  });

  test('is not in clear in a backup', async () => {
    const hook = await webhookServer(identity);
    const data = join(scratchFolder(), 'data');
    const { collector, channel } = await alerting({ data });
    await channel(hookTo(hook.url, secret));
    const target = join(scratchFolder(), 'backup');
    const { directory } = collector.context;
    await makeBackup({ directory, target, madeBy: 'test', now: () => new Date(), onStep: () => undefined });
    for (const file of ['tenken.db', 'authority/alert-secrets-key.pem']) {
      expect(readFileSync(join(target, file)).includes(secret)).toBe(false);
    }
  });

  test('goes to the destination that it was entered for, and to no other', async () => {
    const hook = await webhookServer(identity);
    const mine = await webhookServer(identity);
    const { call, channel } = await alerting();
    const id = await channel(hookTo(hook.url, secret));
    const renamed = { ...hookTo(`${hook.url}/another-path`), name: 'renamed' };
    expect((await call('PUT', `/alerts/channels/${id}`, renamed)).status).toBe(204);
    const stolen = await call('PUT', `/alerts/channels/${id}`, hookTo(mine.url));
    expect({ status: stolen.status, title: stolen.json['title'] }).toEqual({
      status: 400,
      title: 'alert-secret-needed',
    });
    await call('POST', `/alerts/channels/${id}/test`, {});
    expect(hook.posts[0]?.headers['tenken-signature']).toMatch(/^t=/);
    expect(mine.posts).toEqual([]);
  });
});

test.each([
  '127.0.0.1',
  'localhost',
  '169.254.169.254',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
  '224.0.0.1',
])('nothing is sent to %s unless the configuration of this machine allows it', async (host) => {
  const alerts = { ...alertable.alerts, allowed: new BlockList() };
  const { call, channel } = await alerting({ alerts });
  const id = await channel(hookTo(`https://${host}:1/`));
  const { json } = await call('POST', `/alerts/channels/${id}/test`, {});
  expect(json).toMatchObject({
    sent: false,
    error: { ja: containing('--alert-allow'), en: containing('--alert-allow') },
  });
});

test('a channel that a rule uses stays; a rule names channels and controls that are there', async () => {
  const { call, channel, rule } = await alerting();
  const to = await channel(hookTo('https://hook.example.jp/'));
  const id = await rule({ channels: [to] });
  expect((await call('DELETE', `/alerts/channels/${to}`)).status).toBe(409);
  const wrong = await call('POST', '/alerts/rules', {
    ...anyFailure,
    channels: [to],
    trigger: { kind: 'failure', controls: ['no-such-control'], labels: [] },
  });
  expect({ status: wrong.status, title: wrong.json['title'] }).toEqual({
    status: 400,
    title: 'control-unknown',
  });
  expect((await call('POST', '/alerts/rules', { ...anyFailure, channels: ['gone'] })).status).toBe(400);
  expect((await call('DELETE', `/alerts/rules/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/alerts/channels/${to}`)).status).toBe(204);
  expect((await call('GET', '/alerts/rules')).json).toEqual({ rules: [] });
});

test('the preview says what the last seven days would have told', async () => {
  const time = clock();
  const { call, collector, channel } = await alerting({ now: time.now });
  const { repositories } = collector.context;
  const channels = [await channel(hookTo('https://hook.example.jp/'))];
  for (const hours of [0, 1, 30]) {
    const host = await enrolledHost(repositories, { name: `host-${hours}` });
    await judged(
      repositories,
      host,
      { 'disk-encrypted': 'fail' },
      time.now().getTime() - hours * 60 * minuteMs,
    );
  }
  const daily = { ...anyFailure, channels, schedule: { kind: 'daily', at: '12:00', evenIfNothing: false } };
  const { json } = await call('POST', '/alerts/preview', daily);
  expect(json).toMatchObject({ kind: 'last-seven-days', things: 3, exact: true });
  // Within 31 hours there is noon at least once, and after it two at most.
  expect([2, 3]).toContain(json['messages']);
  expect(json['examples']).toEqual(expect.arrayContaining([containing('3台')]));
});
