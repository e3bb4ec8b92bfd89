import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { kindsFor } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built, versions } from './support/built.ts';
import { CleanRoot, debian12 } from './support/clean-root.ts';
import { prepareEnrolment } from './support/enrolment.ts';

const debian = debian12();
if ('why' in debian) console.warn(`skipped: the deb in a clean Debian: ${debian.why}`);

const program = '/usr/lib/tenken-agent/tenken-agent';
const state = 'var/lib/tenken-agent';

test.runIf('folder' in debian)(
  'a clean Debian: package in, enrolled by its file, report arrives, upgrade keeps the key, purge leaves nothing',
  { timeout: 600_000 },
  async () => {
    const collector = await ownCollector();
    const { hosts, reports } = collector.context.repositories;
    const root = new CleanRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    const before = root.paths();
    const within = (path: string) => join(root.folder, path);
    const install = async (which: 'current' | 'next') => {
      copyFileSync(built(which, '.deb'), within('tmp/agent.deb'));
      return root.must('dpkg', '-i', '/tmp/agent.deb');
    };

    const { token } = await prepareEnrolment(collector, within('etc/tenken'));
    await install('current');
    expect(readdirSync(within('etc/tenken')).toSorted()).toEqual(['authority.pem', 'enrol.conf']);
    expect(statSync(within(state)).mode & 0o777).toBe(0o700);
    expect(await root.must('dpkg', '--verify', 'tenken-agent')).toBe('');
    expect(readdirSync(within('etc/systemd/system/timers.target.wants'))).toContain('tenken-agent.timer');
    await root.must('tenken-agent', 'run', '--once');
    const { hostId } = JSON.parse(readFileSync(within(`${state}/identity.json`), 'utf8')) as {
      hostId: string;
    };
    const evidence = await reports.newestEvidence(hostId);
    expect([...evidence.keys()]).toEqual(
      kindsFor('linux')
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(await hosts.find(hostId)).toMatchObject({ platform: 'linux', agentVersion: versions.current });
    expect(evidence.get('os-release')?.body.result).toMatchObject({
      status: 'read',
      data: { id: 'debian', versionId: '12' },
    });

    const key = fingerprint(within(state));
    await install('next');
    expect(fingerprint(within(state))).toBe(key);
    await root.must('tenken-agent', 'run', '--once');
    expect(await hosts.find(hostId)).toMatchObject({ agentVersion: versions.next, status: 'active' });

    await root.must('dpkg', '--remove', 'tenken-agent');
    expect(existsSync(within(program))).toBe(false);
    expect(fingerprint(within(state))).toBe(key);
    // It comes back as the same host.
    await install('next');
    await root.must('tenken-agent', 'run', '--once');
    expect(await reports.list(hostId, { limit: 10, offset: 0 })).toHaveLength(3);

    await root.must('dpkg', '--purge', 'tenken-agent');
    const left = [...root.paths()].filter((path) => !before.has(path));
    expect(left).toEqual([]);
    expect(JSON.stringify(readAll(within('var/log')))).not.toContain(token);
  },
);

test.runIf('folder' in debian)(
  'without a collector it is installed all the same, keeps the token and says what comes next',
  { timeout: 300_000 },
  async () => {
    const collector = await ownCollector();
    const root = new CleanRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    const conf = join(root.folder, 'etc/tenken');
    await prepareEnrolment(collector, conf);
    await collector.close();
    copyFileSync(built('current', '.deb'), join(root.folder, 'tmp/agent.deb'));
    const { code, errors } = await root.run('dpkg', '-i', '/tmp/agent.deb');
    expect(code, errors).toBe(0);
    expect(errors).toMatch(/not enrolled yet.*\n.*enroll --from/);
    expect(existsSync(join(conf, 'token'))).toBe(true);
    const ran = await root.run('tenken-agent', 'run', '--once');
    expect(ran.code).toBe(2);
    expect(ran.errors).toMatch(/identity-missing/);
  },
);

test.runIf('folder' in debian)(
  'F46: a package that is cut or damaged is refused, and the version before it works on',
  { timeout: 300_000 },
  async () => {
    const collector = await ownCollector();
    const root = new CleanRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    await prepareEnrolment(collector, join(root.folder, 'etc/tenken'));
    copyFileSync(built('current', '.deb'), join(root.folder, 'tmp/agent.deb'));
    await root.must('dpkg', '-i', '/tmp/agent.deb');
    const whole = readFileSync(built('next', '.deb'));
    const flipped = Buffer.from(whole);
    const middle = Math.floor(whole.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    for (const [name, content] of [
      ['cut', whole.subarray(0, middle)],
      ['flipped', flipped],
    ] as const) {
      writeFileSync(join(root.folder, 'tmp/broken.deb'), content);
      const { code } = await root.run('dpkg', '-i', '/tmp/broken.deb');
      expect(code, name).not.toBe(0);
      expect((await root.must('tenken-agent', '--version')).trim(), name).toBe(versions.current);
      expect(await root.must('dpkg-query', '-W', '-f', '${Version} ${Status}', 'tenken-agent'), name).toBe(
        `${versions.current} install ok installed`,
      );
    }
    await root.must('tenken-agent', 'run', '--once');
  },
);

test.runIf('folder' in debian)(
  'F46: an upgrade that does not start, or whose reports nobody takes, goes back by itself',
  { timeout: 300_000 },
  async () => {
    const collector = await ownCollector();
    const root = new CleanRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    const within = (path: string) => join(root.folder, path);
    const previous = within('usr/lib/tenken-agent/version-before');
    const install = async (which: 'current' | 'next') => {
      copyFileSync(built(which, '.deb'), within('tmp/agent.deb'));
      await root.must('dpkg', '-i', '/tmp/agent.deb');
    };
    const version = async () => (await root.must('tenken-agent', '--version')).trim();
    const trial = ['/usr/lib/tenken-agent/trial', 'prove'] as const;
    await prepareEnrolment(collector, within('etc/tenken'));
    await install('current');

    // It cannot reach its collector: only the old version stays where it can be told from the outside.
    const identity = within(`${state}/identity.json`);
    const enrolled = readFileSync(identity, 'utf8');
    await install('next');
    writeFileSync(identity, enrolled.replace(/https:[^"]*reports/, 'https://localhost:1/api/v1/reports'));
    const unheard = await root.run(...trial, '1');
    expect(unheard.code).toBe(1);
    expect(unheard.errors).toContain(
      `version ${versions.next} failed (no report of it was acknowledged in 1 minutes); version ${versions.current} is back`,
    );
    expect([await version(), existsSync(previous)]).toEqual([versions.current, false]);
    writeFileSync(identity, enrolled);
    await root.must('tenken-agent', 'run', '--once');

    // It does not start at all.
    await install('next');
    expect(await version()).toBe(versions.next);
    writeFileSync(within(`${program}.new`), '#!/bin/sh\nexit 139\n', { mode: 0o755 });
    renameSync(within(`${program}.new`), within(program));
    const broken = await root.run('/usr/lib/tenken-agent/after-install', versions.current);
    expect(broken.code, broken.errors).toBe(0);
    expect(broken.errors).toContain('it does not start');
    expect(await version()).toBe(versions.current);

    // And one that delivers stays, without the one before it.
    await install('next');
    expect(existsSync(previous)).toBe(true);
    await root.must(...trial);
    expect([await version(), existsSync(previous)]).toEqual([versions.next, false]);
    const { hostId } = JSON.parse(enrolled) as { hostId: string };
    expect(await collector.context.repositories.hosts.find(hostId)).toMatchObject({
      agentVersion: versions.next,
    });
    await root.must('dpkg', '--purge', 'tenken-agent');
    expect(existsSync(within('usr/lib/tenken-agent'))).toBe(false);
  },
);

function fingerprint(folder: string): string {
  const name = readdirSync(folder).find((one) => /^agent-key(-2)?\.pem$/.test(one)) ?? '';
  return createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');
}

function readAll(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
}
