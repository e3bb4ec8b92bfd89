import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runTenken, startCollector } from '../support/collector-process.ts';
import { freePort } from '../support/free-port.ts';
import { send } from '../support/https.ts';
import { apiToken } from '../support/people.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function readiness(url: string, authority: string) {
  return send(`${url}/readyz`, { authority }, { method: 'GET' });
}

test('a collector runs by its file; the environment goes before it, and a flag before both', async () => {
  const folder = scratchFolder();
  const [fromFile, fromFlag] = [await freePort(), await freePort()];
  const config = join(folder, 'collector.toml');
  writeFileSync(config, `port = ${fromFile}\nagent_port = 1\nlog_level = "error"\n[limit]\nheaders = 20\n`);
  const data = join(folder, 'data');
  const args = ['--config', config, '--agent-port', String(fromFlag)];
  const collector = await startCollector({ data, args });
  expect(new URL(collector.url).port).toBe(String(fromFile));
  expect(new URL(collector.agentUrl).port).toBe(String(fromFlag));
  const ready = await readiness(collector.url, collector.authority);
  expect([ready.status, ready.json]).toEqual([200, { status: 'ready', reasons: [] }]);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`x-${at}`, 'a']));
  const cut = await send(`${collector.url}/readyz`, collector, { method: 'GET', headers: many });
  expect(cut.status).toBe(431);
  expect(await collector.stop()).toBe(0);
});

test('what does not fit ends the start with the place of the mistake, before anything is made', async () => {
  const folder = scratchFolder();
  const config = join(folder, 'collector.toml');
  writeFileSync(config, 'agent_prot = 8444\n');
  const data = join(folder, 'data');
  const wrong = await runTenken(['collector', 'run', '--data', data, '--config', config]);
  expect([wrong.code, wrong.output]).toEqual([2, '']);
  expect(wrong.errors).toBe(
    `tenken: ${config}: there is no key agent_prot; is agent_port meant? Correct it. [configuration-invalid]\n`,
  );
  const misspelt = await runTenken(['collector', 'run', '--data', data], { TENKEN_PROT: '1' });
  expect(misspelt.errors).toMatch(/TENKEN_PROT, which is no setting; is TENKEN_PORT meant\?/);
  const both = await runTenken(['collector', 'run', '--data', data, '--tls-cert', 'a.pem']);
  expect(both.errors).toMatch(/--tls-cert and --tls-key go together\. \[usage\]/);
});

test('status says what is wrong with a folder, and with a running collector that is asked', async () => {
  const data = join(scratchFolder(), 'data');
  const collector = await startCollector({ data });
  const here = await runTenken(['collector', 'status', '--data', data, '--json']);
  const told = JSON.parse(here.output) as Record<string, unknown>;
  expect(told).toMatchObject({ running: { pid: collector.pid, url: collector.url }, version: '0.1.0' });
  expect(String(told['commit'])).toMatch(/^([0-9a-f]{40}|null)$/);

  const authority = join(data, 'authority', 'authority.pem');
  const line = ['collector', 'status', '--server', collector.url, '--authority', authority];
  const asked = await runTenken([...line, '--json'], {
    TENKEN_TOKEN: await apiToken(data, 'system-administrator'),
  });
  const report = JSON.parse(asked.output) as {
    checks: { id: string; state: string; observed: { databaseBytes?: number } }[];
  };
  expect(report.checks.find(({ id }) => id === 'storage')).toMatchObject({ state: 'ok' });
  const space = report.checks.find(({ id }) => id === 'disk-space');
  expect(space?.observed.databaseBytes).toBeGreaterThan(200_000);
  const auditor = await runTenken(line, { TENKEN_TOKEN: await apiToken(data, 'auditor') });
  expect([auditor.code, auditor.output]).toEqual([2, '']);

  // Nobody has made a backup, and a host is there.
  const { code, errors } = await runTenken(['collector', 'token', '--data', data]);
  expect([code, errors.includes('usage')]).toEqual([0, false]);
  await collector.stop();
  const after = await runTenken(['collector', 'status', '--data', data, '--lang', 'ja']);
  expect(after.output).toMatch(/収集サーバーは動いていません/);
  expect(after.output).toMatch(/ディスクの空き/);
});

test('a full backup is made under the time and the oldest go', async () => {
  const folder = scratchFolder();
  const data = join(folder, 'data');
  await (await startCollector({ data })).stop();
  const run = () => runTenken(['backup', folder, '--dated', '--keep', '1', '--data', data]);
  expect((await run()).code).toBe(0);
  await new Promise((done) => setTimeout(done, 1100));
  const second = await run();
  expect([second.code, /removed the older backup \d{8}T\d{6}Z/.test(second.errors)]).toEqual([0, true]);
  const lonely = await runTenken(['backup', folder, '--keep', '1', '--data', data]);
  expect(lonely.errors).toMatch(/--keep goes with --dated/);
  const status = await runTenken(['collector', 'status', '--data', data, '--json']);
  const { checks } = JSON.parse(status.output) as { checks: { id: string; observed: { madeAt?: string } }[] };
  expect(checks.find(({ id }) => id === 'backup')?.observed.madeAt).toMatch(/^\d{4}-/);
});

const hasNotify = spawnSync('systemd-notify', ['--version']).status === 0;
const hasPerl = spawnSync('perl', ['-e', '1']).status === 0;
if (!hasNotify || !hasPerl) {
  console.log(
    'systemd-notify or perl is missing (Debian packages systemd, perl-base): its messages were not received',
  );
}

/** Writes each datagram that comes to a UNIX socket as a line, as systemd receives them. */
const receiver = `use Socket; socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die; bind($s, sockaddr_un($ARGV[0])) or die;
open(my $o, '>>', $ARGV[1]) or die; $o->autoflush(1); print $o "listens\\n";
while (defined recv($s, my $b, 4096, 0)) { $b =~ s/\\n/ /g; print $o "$b\\n"; }`;

test.runIf(hasNotify && hasPerl)(
  'systemd hears that it is up, that it is well, and that it ends',
  async () => {
    const folder = scratchFolder();
    const [socket, log] = [join(folder, 'notify'), join(folder, 'told')];
    writeFileSync(log, '');
    const perl = spawn('perl', ['-MIO::Handle', '-e', receiver, socket, log], { stdio: 'inherit' });
    const heard = () => readFileSync(log, 'utf8');
    try {
      await vi.waitFor(() => expect(heard()).toContain('listens'), { timeout: 10_000 });
      chmodSync(socket, 0o777);
      const under = ['env', `NOTIFY_SOCKET=${socket}`, 'WATCHDOG_USEC=1500000'];
      const collector = await startCollector({ data: join(folder, 'data'), under });
      await vi.waitFor(() => expect(heard()).toContain('READY=1'), { timeout: 20_000 });
      expect(heard()).toContain(`STATUS=page and enrolment: ${collector.url}`);
      await vi.waitFor(() => expect(heard().split('WATCHDOG=1').length).toBeGreaterThan(2), {
        timeout: 20_000,
      });
      await collector.stop();
      await vi.waitFor(() => expect(heard()).toContain('STOPPING=1'), { timeout: 10_000 });
    } finally {
      perl.kill();
    }
  },
);
