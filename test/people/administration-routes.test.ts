import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { enrolledHost } from '../../collector/src/testing.ts';
import { auditCsv } from '../../collector/src/audit/audit-csv.ts';
import { readPublicKey } from '../../collector/src/feeds/feed-key.ts';
import { containing } from '../support/containing.ts';
import { bundleOf, downloaded, signer } from '../support/feed-bundles.ts';
import { send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { collectorOfFile } from '../support/own-collector.ts';

const here = collectorOfFile();
let token = '';

beforeAll(async () => {
  const { apiTokens } = here.collector.context.repositories;
  const wanted = { label: 'script', role: 'administrator', scope: null, lifetimeMs: 3_600_000 } as const;
  token = await apiTokens.create(wanted, { actor: 'account:yamada', now: Date.now() });
});

function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
  const { collector } = here;
  const served = { url: collector.url, authority: collector.context.authority.certificate };
  const isFile = Buffer.isBuffer(body);
  return send(`${collector.url}/api/v1${path}`, served, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined
        ? {}
        : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
  });
}

test('settings of agents are changed once, by whoever has read the newest', async () => {
  const before = await call('GET', '/settings');
  expect(before.json).toMatchObject({
    keepDays: 400,
    staleAfterHours: 24,
    agents: { history: [], hosts: { current: 0, other: 0, refused: 0 } },
    holds: [],
    singleSignOn: null,
    alerts: { allowed: [], secretFilesFor: [] },
    addresses: { people: here.collector.url, agents: here.collector.agentUrl },
  });
  const { kinds } = (await call('GET', '/settings')).json['agents'] as {
    kinds: { id: string; controls: string[] }[];
  };
  expect(kinds.find(({ id }) => id === 'os-release')?.controls).toContain('os-supported');
  const settings = { scanEveryMinutes: 120, kindsOff: ['os-release'], tlsTargets: ['www.example.jp:443'] };
  const made = await call('PUT', '/settings/agents', { after: 0, settings });
  expect(made.status).toBe(200);
  const stale = await call('PUT', '/settings/agents', { after: 0, settings: {} });
  expect({ status: stale.status, title: stale.json['title'] }).toEqual({
    status: 409,
    title: 'edited-meanwhile',
  });
  const after = await call('GET', '/settings');
  expect(after.json['agents']).toMatchObject({
    history: [{ sequence: made.json['sequence'], actor: 'api-token:script', settings }],
  });
  const [line] = await here.collector.context.repositories.audit.list({ limit: 1 });
  expect(line).toMatchObject({ action: 'agent-settings-changed', actor: 'api-token:script' });
});

test.each([
  [{ scanEveryMinutes: 1 }, '/settings/scanEveryMinutes'],
  [{ command: 'id' }, '/settings'],
  [{ tlsTargets: ['www.example.jp:443', 'www.example.jp'] }, '/settings/tlsTargets/1'],
  [{ kindsOff: ['no-such-kind'] }, undefined],
])('settings that no agent could take are refused, with the place: %j', async (settings, field) => {
  const answer = await call('PUT', '/settings/agents', { after: 0, settings });
  expect(answer.json['field']).toBe(field);
  expect({ status: answer.status, type: answer.type }).toEqual({
    status: 400,
    type: 'application/problem+json',
  });
});

test('a bundle that was uploaded is in force when its key is trusted here, and never before', async () => {
  const by = signer();
  const bundle = readFileSync(await bundleOf(downloaded(), by));
  const imported = async (): Promise<Record<string, unknown>> => {
    const begun = await call('POST', '/feeds?name=advisories.tenken-feed', bundle);
    expect(begun.status).toBe(202);
    await expect
      .poll(async () => ((await call('GET', '/feeds')).json['importing'] as { state: string }).state, {
        timeout: 20_000,
      })
      .not.toBe('running');
    const { importing } = (await call('GET', '/feeds')).json as { importing: Record<string, unknown> };
    expect(importing['endedAt']).toEqual(expect.any(String));
    return importing;
  };
  const refused = await imported();
  expect(refused).toMatchObject({ state: 'refused', code: 'feed-untrusted', file: 'advisories.tenken-feed' });
  // Where it lay meanwhile is nobody's business.
  expect(refused['message']).toContain('advisories.tenken-feed');
  expect(refused['message']).not.toContain(here.data);
  const { feeds } = here.collector.context.repositories;
  await feeds.trust({ ...readPublicKey(by.publicFile), label: '運用' }, { actor: 'test', now: Date.now() });
  expect(await imported()).toMatchObject({ state: 'done', parts: [{ name: 'debian', unchanged: false }] });
  const listed = await call('GET', '/feeds');
  expect(listed.json).toMatchObject({
    feeds: expect.arrayContaining([
      expect.objectContaining({ name: 'debian', signer: by.fingerprint, tooOld: false }),
    ]) as unknown,
    keys: [{ fingerprint: by.fingerprint, label: '運用' }],
    history: [],
  });
  const { jobs } = (await call('GET', '/jobs')).json as { jobs: { id: string; lastError: string | null }[] };
  expect(jobs.map(({ id }) => id).toSorted()).toEqual(
    expect.arrayContaining([
      'alert-outbox',
      'alert-rules',
      'audit-signing',
      'evaluation',
      'feed-import',
      'retention',
    ]),
  );
  expect(jobs.find(({ id }) => id === 'feed-import')).toMatchObject({ state: 'idle', lastError: null });
});

test('the judging anew of all hosts rests and goes on when somebody says so, and can be looked at before', async () => {
  const evaluation = async () => {
    const { jobs } = (await call('GET', '/jobs')).json as { jobs: { id: string; state: string }[] };
    return jobs.find(({ id }) => id === 'evaluation');
  };
  const { repositories } = here.collector.context;
  await enrolledHost(repositories);
  await here.collector.context.evaluator.settle();
  expect((await call('PUT', '/judging/pause', { paused: true })).json).toEqual({ paused: true });
  await repositories.findings.judgeWhole();
  await here.collector.context.evaluator.settle();
  expect(await evaluation()).toMatchObject({ state: 'paused', waiting: 1, progress: { done: 0, total: 1 } });
  expect((await call('GET', '/judging/preview')).json).toEqual({ preview: null });
  expect((await call('POST', '/judging/preview', {})).status).toBe(202);
  await expect
    .poll(async () => (await call('GET', '/judging/preview')).json['preview'], { timeout: 20_000 })
    .toMatchObject({
      state: 'done',
      progress: { done: 1, total: 1 },
      result: { hosts: 1, changedHosts: 0, changes: [] },
    });
  const declaration = {
    system: 'none',
    kind: 'approved-software',
    entries: [{ name: 'debian' }],
    reviewOn: '2099-03-31',
  };
  const unknown = await call('POST', '/judging/preview', { declaration });
  expect({ status: unknown.status, title: unknown.json['title'] }).toEqual({
    status: 404,
    title: 'system-unknown',
  });
  expect((await call('DELETE', '/judging/preview')).status).toBe(204);
  await call('PUT', '/judging/pause', { paused: false });
  await expect
    .poll(evaluation, { timeout: 10_000 })
    .toMatchObject({ state: 'idle', waiting: 0, progress: null });
  const { entries } = (await call('GET', '/audit?subject=collector&limit=20')).json as {
    entries: { action: string }[];
  };
  expect(entries.map(({ action }) => action).filter((action) => action.startsWith('judging'))).toEqual([
    'judging-resumed',
    'judging-previewed',
    'judging-paused',
  ]);
});

test('what is no bundle is refused, and leaves nothing behind', async () => {
  expect((await call('POST', '/feeds', Buffer.from('no bundle'))).status).toBe(202);
  await expect
    .poll(async () => (await call('GET', '/feeds')).json['importing'], { timeout: 20_000 })
    .toMatchObject({
      state: 'refused',
      code: 'feed-unreadable',
      why: { ja: containing('ZIP形式のファイルでないか') },
    });
  expect((await call('POST', '/feeds', { not: 'a file' })).status).toBe(415);
});

test('the audit log is filtered, exported, and checked', async () => {
  const { audit } = here.collector.context.repositories;
  for (const actor of ['account:sato', 'account:=cmd|calc']) {
    await audit.append({
      at: Date.parse('2026-01-02T00:00:00Z'),
      actor,
      action: 'signed-in',
      subject: 'account:sato',
    });
  }
  const filter = new URLSearchParams({ actor: 'sato', action: 'signed-in', until: '2026-02-01T00:00:00Z' });
  const found = await call('GET', `/audit?${filter}`);
  expect(found.json['entries']).toMatchObject([{ actor: 'account:sato', action: 'signed-in' }]);
  expect((await call('GET', '/audit?from=2100-01-01T00:00:00Z')).json['entries']).toEqual([]);
  expect((await call('GET', '/audit?subject=%25')).status).toBe(200);
  const csv = await call('GET', '/audit/lines.csv?action=signed-in');
  expect(csv).toMatchObject({ status: 200, type: 'text/csv; charset=utf-8' });
  const rows = audit.rows(undefined, { action: 'signed-in' });
  let text = '';
  for await (const bytes of auditCsv(rows)) text += bytes.toString('utf8');
  const lines = text.split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFF番号,日時（日本時間）,実行者,/);
  expect(lines[1]).toContain(',2026-01-02 09:00:00,account:sato,signed-in,');
  expect((await call('GET', '/audit?action=audit-exported')).json['entries']).toHaveLength(1);
  const verdict = await call('GET', '/audit/verification');
  expect(verdict.json).toMatchObject({ ok: true, faults: [] });
});
