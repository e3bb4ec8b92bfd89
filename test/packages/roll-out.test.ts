import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DeployDocument } from '../../collector/src/cli/documents.ts';
import { bootedDebian, whyNoBootedDebian } from './support/booted-root.ts';
import { built, collectorDeb, versions } from './support/built.ts';
import type { Built } from './support/built.ts';

const why = await whyNoBootedDebian();
if (why !== null) console.warn(`skipped: tenken deploy to a system under its own systemd: ${why}`);

const lib = '/usr/lib/tenken-agent';
const data = '/var/lib/tenken-collector';

test.runIf(why === null)(
  'tenken deploy to a real sshd and systemd: in, unchanged, one that delivers nothing back by itself, upgraded, back, away',
  { timeout: 1_200_000 },
  async () => {
    const root = await bootedDebian();
    const shell = (script: string) => root.must('sh', '-ec', script);
    await root.must('dpkg', '-i', root.carry(collectorDeb()));
    const before = root.paths();
    await shell('mkdir -p -m 700 /root/.ssh && ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519');
    await shell('cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys && systemctl is-active ssh');
    await shell('sed "s/^/localhost /" /etc/ssh/ssh_host_ed25519_key.pub >/root/.ssh/known_hosts');
    writeFileSync(join(root.folder, 'root/hosts.yaml'), 'defaults: { user: root }\nhosts: [localhost]\n');
    const packageOf = (which: Built) => {
      for (const ending of ['linux-x64.tar.gz', 'SHA256SUMS']) {
        root.carry(built(which, ending), `/root/${which}`);
      }
      return ['--package', `/root/${which}`];
    };
    const deploy = async (...more: readonly string[]) => {
      const key = ['--key', '/root/.ssh/id_ed25519', '--collector', 'https://localhost:8443', '--data', data];
      const ran = await root.run('tenken', 'deploy', '/root/hosts.yaml', ...key, '--json', ...more);
      if (ran.output === '') throw new Error(ran.errors);
      const { outcome, changes, reason } = (JSON.parse(ran.output) as DeployDocument).hosts[0] ?? {};
      return { code: ran.code, outcome, changes, reason };
    };
    const running = async () => {
      const hosts = await root.must('env', `TENKEN_DATA=${data}`, 'tenken', 'host', 'list', '--json');
      const [host] = JSON.parse(hosts) as { agentVersion: string }[];
      return [(await root.must('tenken-agent', '--version')).trim(), host?.agentVersion];
    };
    const timers = async () => {
      const asked = await root.run(
        'systemctl',
        'is-active',
        'tenken-agent.timer',
        'tenken-agent-watch.timer',
      );
      return asked.output.trim().split('\n');
    };

    const current = packageOf('current');
    expect(await deploy(...current)).toEqual({
      code: 0,
      outcome: 'installed',
      changes: ['place-program', 'write-authority', 'enrol', 'switch-program'],
      reason: null,
    });
    expect(await running()).toEqual([versions.current, versions.current]);
    expect(await timers()).toEqual(['active', 'inactive']);
    expect(await root.must('systemctl', 'is-enabled', 'tenken-agent.timer')).toBe('enabled\n');

    await shell('touch /root/then');
    expect(await deploy(...current)).toMatchObject({ code: 0, outcome: 'unchanged', changes: [] });
    const places = [lib, '/etc/systemd/system', '/etc/tenken', '/usr/bin'];
    const newer = ['-newer', '/root/then', '!', '-name', '.lock', '!', '-path', lib];
    expect(await root.must('find', ...places, ...newer)).toBe('');

    // Nobody is there to acknowledge its report: the host's own timer puts the version before back.
    const next = packageOf('next');
    await root.must('systemctl', 'stop', 'tenken-collector');
    const returned = await deploy(...next, '--trial-minutes', '2');
    expect(returned).toMatchObject({ code: 1, outcome: 'rolled-back' });
    expect(returned.reason).toContain('no report of it was acknowledged in 2 minutes');
    await root.must('systemctl', 'start', 'tenken-collector');
    expect(await running()).toEqual([versions.current, versions.current]);
    expect(await timers()).toEqual(['active', 'inactive']);

    expect(await deploy(...next)).toMatchObject({ code: 0, outcome: 'upgraded', reason: null });
    expect(await running()).toEqual([versions.next, versions.next]);
    expect(await deploy('--roll-back')).toMatchObject({ code: 0, outcome: 'rolled-back' });
    expect(await running()).toEqual([versions.current, versions.current]);
    expect(await timers()).toEqual(['active', 'inactive']);

    expect(await deploy('--remove')).toMatchObject({ code: 0, outcome: 'removed' });
    // What `deploy/roll-out.md` says stays; what this test, systemd and the collector have put there.
    const kept =
      /^(root|etc\/tenken|var\/tmp|var\/lib\/(tenken-agent|systemd)|(usr\/|var\/)?lib\/tenken-collector)(\/|$)/;
    expect([...root.paths()].filter((path) => !before.has(path) && !kept.test(path))).toEqual([]);
    expect(existsSync(join(root.folder, 'var/lib/tenken-agent/identity.json'))).toBe(true);
    expect(await root.must('systemctl', '--failed', '--no-legend')).toBe('');
  },
);
