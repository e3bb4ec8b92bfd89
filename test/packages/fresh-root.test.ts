import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootedDebian, whyNoBootedDebian } from './support/booted-root.ts';
import { built, collectorDeb, versions } from './support/built.ts';

const why = await whyNoBootedDebian();
if (why !== null) console.warn(`skipped: a fresh system under its own systemd: ${why}`);

const state = '/var/lib/tenken-agent';
const asCollector = ['setpriv', '--reuid=tenken-collector', '--regid=tenken-collector', '--clear-groups'];
const onTrial = 'test -e /usr/lib/tenken-agent/on-trial';

test.runIf(why === null)(
  'a fresh system: collector in, agent in, a report arrives, an upgrade proves itself, one without a collector goes back, all out again',
  { timeout: 1_200_000 },
  async () => {
    const root = await bootedDebian();
    const before = root.paths();
    const carry = (path: string) => root.carry(path);
    const carried = join(root.folder, 'tmp/carried');
    const until = async (line: string, minutes: number) => {
      const waited = { timeout: minutes * 60_000, interval: 2_000 };
      await expect.poll(async () => (await root.run('sh', '-c', line)).code, waited).toBe(0);
    };
    const version = async () => (await root.must('tenken-agent', '--version')).trim();
    const tenken = (...line: readonly string[]) =>
      root.must(...asCollector, 'env', 'TENKEN_DATA=/var/lib/tenken-collector', 'tenken', ...line);
    const reportedVersion = async () => {
      const hosts = JSON.parse(await tenken('host', 'list', '--json')) as { agentVersion: string }[];
      return hosts.map(({ agentVersion }) => agentVersion);
    };

    // The service says itself when it is up; until then the installation waits.
    await root.must('dpkg', '-i', carry(collectorDeb()));
    expect(await root.must('systemctl', 'is-active', 'tenken-collector')).toBe('active\n');
    const token = (await tenken('collector', 'token', '--uses', '1', '--hours', '1')).trim();
    const conf = join(root.folder, 'etc/tenken');
    copyFileSync(
      join(root.folder, 'var/lib/tenken-collector/authority/authority.pem'),
      join(conf, 'authority.pem'),
    );
    const secret = { mode: 0o600 };
    writeFileSync(join(conf, 'token'), `${token}\n`, secret);
    writeFileSync(join(conf, 'enrol.conf'), 'server = https://localhost:8443\ntoken-file = token\n', secret);

    await root.must('dpkg', '-i', carry(built('current', '.deb')));
    expect(await root.must('systemctl', 'is-active', 'tenken-agent.timer')).toBe('active\n');
    await until(`test -s ${state}/acknowledged.json`, 10);
    expect(await reportedVersion()).toEqual([versions.current]);
    expect(await root.must('systemctl', '--failed', '--no-legend')).toBe('');
    // Both have their configuration in one folder, and neither keeps the other from its own.
    await root.must('systemctl', 'restart', 'tenken-collector');

    await root.must('dpkg', '-i', carry(built('next', '.deb')));
    expect(await root.must('systemctl', 'is-active', 'tenken-agent-watch.timer')).toBe('active\n');
    await until(`! ${onTrial}`, 9);
    expect([await version(), await reportedVersion()]).toEqual([versions.next, [versions.next]]);
    expect((await root.run('systemctl', 'is-active', 'tenken-agent-watch.timer')).output).toBe('inactive\n');

    // Nobody acknowledges its reports: it goes back with nobody's help, and again the host reports.
    await root.must('systemctl', 'stop', 'tenken-collector');
    const again = carry(built('current', '.deb'));
    await root.must('env', 'TENKEN_TRIAL_MINUTES=2', 'dpkg', '-i', again);
    expect(await version()).toBe(versions.current);
    await until(`! ${onTrial}`, 6);
    expect(await version()).toBe(versions.next);
    expect(readFileSync(join(root.folder, 'usr/lib/tenken-agent/returned'), 'utf8')).toBe(
      `${versions.current} no report of it was acknowledged in 2 minutes\n`,
    );
    await root.must('systemctl', 'start', 'tenken-collector');

    // What a roll-out sends is in the package, down to a host that does not answer.
    writeFileSync(join(carried, 'hosts.csv'), 'name,address,port,user\nnobody,127.0.0.1,1,root\n');
    carry(built('next', 'linux-x64.tar.gz'));
    carry(join(built('next', 'SHA256SUMS')));
    writeFileSync(join(carried, 'known_hosts'), '');
    const hosts = ['deploy', '/tmp/carried/hosts.csv', '--package', '/tmp/carried', '--dry-run', '--json'];
    const where = ['--data', '/var/lib/tenken-collector', '--known-hosts', '/tmp/carried/known_hosts'];
    const password = ['env', 'TENKEN_SSH_PASSWORD=none'];
    const towards = ['--collector', 'https://localhost:8443'];
    const rolledOut = await root.run(...password, 'tenken', ...hosts, ...where, ...towards);
    expect(rolledOut.output, rolledOut.errors).toContain('"outcome": "unreachable"');

    // As `deploy/backup.md` has it: the nightly backup by its unit, and the whole of it back.
    await root.must('systemctl', 'start', 'tenken-collector-backup');
    const [backup = ''] = readdirSync(join(root.folder, 'var/backups/tenken-collector'));
    await root.must('systemctl', 'stop', 'tenken-collector');
    const data = '/var/lib/tenken-collector';
    await root.must(
      'tenken',
      'restore',
      `/var/backups/tenken-collector/${backup}`,
      '--data',
      data,
      '--replace',
    );
    await root.must('chown', '-R', 'tenken-collector:', data);
    await root.must('systemctl', 'start', 'tenken-collector');
    expect(await reportedVersion()).toEqual([versions.next]);

    await root.must('dpkg', '--purge', 'tenken-agent');
    for (const path of [
      'usr/lib/tenken-agent',
      'var/lib/tenken-agent',
      'etc/tenken/enrol.conf',
      'etc/tenken/token',
      'etc/tenken/authority.pem',
    ]) {
      expect(existsSync(join(root.folder, path)), path).toBe(false);
    }
    await root.must('systemctl', 'restart', 'tenken-collector');
    await root.must('dpkg', '--purge', 'tenken-collector');
    // What `deploy/collector.md` says stays: evidence, keys, backups and the user that owns them.
    const kept = /^var\/(lib|backups)\/tenken-collector(\.replaced-[^/]*)?(\/|$)/;
    // What systemd notes of its own timers belongs to a system that runs.
    const own = /^var\/lib\/systemd(?!\/timers\/stamp-tenken)/;
    const left = [...root.paths()].filter((path) => !before.has(path) && !kept.test(path) && !own.test(path));
    expect(left).toEqual([]);
    expect(await root.must('systemctl', '--failed', '--no-legend')).toBe('');
  },
);
