import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, expect, test } from 'vitest';
import { onPostgres } from '../support/on-postgres.ts';
import { runTenken, startTenken } from './tenken.ts';

const data = mkdtempSync(join(tmpdir(), 'tenken-up-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

let token = '';

function get(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const ca = readFileSync(join(data, 'authority', 'authority.pem'));
    request(url, { ca, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

async function up(more: readonly string[] = [], env: Record<string, string> = {}) {
  await onPostgres(data);
  const tenken = startTenken(['up', '--data', data, '--port', '0', ...more], env);
  const [, url] = await tenken.printed(/(?:page:|ページ) +(https:\/\/localhost:\d+)\n/);
  return { tenken, url: String(url) };
}

test('the main job: enrols, scans, pushes, judges, prints, stays up, and finds its data again', async () => {
  const first = await up(['--alert-allow', '127.0.0.1/32', '--backup-days', '3']);
  expect(await get(`${first.url}/healthz`)).toMatchObject({ status: 200 });
  expect(await get(`${first.url}/api/v1/hosts`)).toMatchObject({ status: 401 });
  const made = await runTenken([
    'api-token',
    'create',
    '--data',
    data,
    '--role',
    'auditor',
    '--label',
    'e2e',
  ]);
  token = made.stdout.trim();
  const hosts = JSON.parse((await get(`${first.url}/api/v1/hosts`)).body) as {
    total: number;
    hosts: { id: string; lastReportAt: string }[];
  };
  expect(hosts.total).toBe(1);
  // What the page advises to start it with, it takes.
  const settings = JSON.parse((await get(`${first.url}/api/v1/settings`)).body) as {
    alerts: { allowed: string[] };
  };
  expect(settings.alerts.allowed).toEqual(['127.0.0.1/32']);
  const [host] = hosts.hosts;
  const detail = JSON.parse((await get(`${first.url}/api/v1/hosts/${host?.id}`)).body) as {
    findings: {
      control: string;
      outcome: string;
      observed: { ja: string };
      evidence: { sha256: string }[];
    }[];
  };
  expect(detail.findings.length).toBeGreaterThanOrEqual(7);
  for (const finding of detail.findings) {
    expect(finding.observed.ja).not.toBe('');
    for (const { sha256 } of finding.evidence) {
      expect((await get(`${first.url}/api/v1/evidence/${sha256}`)).status, sha256).toBe(200);
    }
  }
  const items = JSON.parse((await get(`${first.url}/api/v1/checklists/nwsystem`)).body) as {
    items: unknown[];
  };
  expect(items.items).toHaveLength(92);

  first.tenken.process.kill('SIGTERM');
  const ended = await first.tenken.ended;
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toMatch(/\d+ controls \(\d+ findings .*\n .*fail \d+/);
  expectFitting(ended.stdout);
  // What a newcomer needs stands last, each thing apart from the others.
  const [page, maker, others, stop] = ended.stdout.trimEnd().split('\n\n').slice(-4);
  expect(page).toContain(`page: ${first.url}\n`);
  expect(maker).toMatch(/^Make the first administrator .*\n {2}https:\/\/localhost:\d+\/setup#\S+$/);
  expect(others).toMatch(
    /\n {2}npx tenken up --data \S+ --port 0 --alert-allow 127\.0\.0\.1\/32 --backup-days 3 --listen 0\.0\.0\.0 --public-name \S+$/,
  );
  expect(stop).toBe('stop: Ctrl-C');
  expect(ended.stderr.split('\n').length).toBeLessThan(8);
  const kept = readFileSync(join(data, 'this-machine.txt'), 'utf8');
  expect(kept).toMatch(/control +outcome +observed +expected/);
  expect(kept).toMatch(/item +what +result +controls/);

  const second = await up(['--list'], { LANG: 'ja_JP.UTF-8' });
  const again = JSON.parse((await get(`${second.url}/api/v1/hosts`)).body) as typeof hosts;
  expect(again.hosts.map(({ id }) => id)).toEqual([host?.id]);
  expect(Date.parse(String(again.hosts[0]?.lastReportAt))).toBeGreaterThan(
    Date.parse(String(host?.lastReportAt)),
  );
  second.tenken.process.kill('SIGTERM');
  const { exitCode, stdout } = await second.tenken.ended;
  expect(exitCode).toBe(0);
  const [list, summary] = stdout.split(/^(?=Tenken（点検）)/m);
  expect(list).toMatch(/管理策 +判定 +観測 +期待/);
  expect(list).toMatch(/項目 +内容 +結果 +管理策/);
  expect(summary).toMatch(/不適合 \d+/);
  expect(summary).toContain('終了  Ctrl-C');
  expectFitting(String(summary));
});

/** On a terminal of 80 columns and 40 lines; an address, a path or a command stays in one piece. */
function expectFitting(text: string): void {
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  const wide = lines.filter(
    (line) => stringWidth(line) > 80 && !/^ {2}(?:\S+ +)?(?:https|npx|\/)/.test(line),
  );
  expect(wide).toEqual([]);
}

test.runIf(process.platform !== 'win32')('keys are readable by their owner only', () => {
  for (const file of ['authority/authority-key.pem', 'agent/agent-key.pem']) {
    expect(statSync(join(data, file)).mode & 0o077, file).toBe(0);
  }
});

/** A run whose port has a free one before it: the port of agents is the next one after that of people. */
async function upAfterAFreePort() {
  for (;;) {
    const first = await up();
    const server = createServer().listen(Number(new URL(first.url).port) - 1, '127.0.0.1');
    const isFree = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false);
    server.close();
    if (isFree) return first;
    first.tenken.process.kill('SIGTERM');
    await first.tenken.ended;
  }
}

test('a second collector on the same data is refused, and so is a taken port', async () => {
  const first = await upAfterAFreePort();
  const second = await startTenken(['up', '--data', data, '--port', '0']).ended;
  expect(second).toMatchObject({ exitCode: 2, stdout: '' });
  expect(second.stderr).toContain('[data-directory-in-use]');
  const other = join(data, 'other');
  const port = Number(new URL(first.url).port);
  for (const [wanted, option] of [
    [port, '--port (npm start -- --port N)'],
    [port - 1, '--port, which moves both (npm start -- --port N)'],
  ] as const) {
    const taken = await startTenken(['up', '--data', other, '--port', String(wanted)]).ended;
    expect(taken).toMatchObject({ exitCode: 2, stdout: '' });
    expect(taken.stderr).toBe(
      `tenken: Port ${port} on 127.0.0.1 is taken by another program. Name another with ${option}. [port-in-use]\n`,
    );
    expect(existsSync(other)).toBe(false);
  }
  first.tenken.process.kill('SIGTERM');
  await first.tenken.ended;
});
