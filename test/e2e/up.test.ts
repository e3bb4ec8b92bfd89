import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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

async function up() {
  const tenken = startTenken(['up', '--data', data, '--port', '0']);
  const [, url] = await tenken.printed(/page: (https:\/\/localhost:\d+)/);
  return { tenken, url: String(url) };
}

test('the main job: enrols, scans, pushes, judges, prints, stays up, and finds its data again', async () => {
  const first = await up();
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
  expect(ended.stdout).toMatch(/control +outcome +observed +expected/);
  expect(ended.stdout).toMatch(/item +what +result +controls/);
  expect(ended.stdout).not.toContain('"level"');

  const second = await up();
  const again = JSON.parse((await get(`${second.url}/api/v1/hosts`)).body) as typeof hosts;
  expect(again.hosts.map(({ id }) => id)).toEqual([host?.id]);
  expect(Date.parse(String(again.hosts[0]?.lastReportAt))).toBeGreaterThan(
    Date.parse(String(host?.lastReportAt)),
  );
  second.tenken.process.kill('SIGTERM');
  expect((await second.tenken.ended).exitCode).toBe(0);
});

test.runIf(process.platform !== 'win32')('keys are readable by their owner only', () => {
  for (const file of ['authority/authority-key.pem', 'agent/agent-key.pem']) {
    expect(statSync(join(data, file)).mode & 0o077, file).toBe(0);
  }
});

test('a second collector on the same data is refused, and so is a taken port', async () => {
  const first = await up();
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
