import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { built, versions } from './support/built.ts';
import { CleanRoot, debian12 } from './support/clean-root.ts';
import { prepareEnrolment } from './support/enrolment.ts';

const hasRpm = spawnSync('rpm', ['--version']).status === 0;
if (!hasRpm) console.warn('skipped: tests of the rpm: rpm is missing (Debian: apt-get install rpm)');
const debian = debian12();
if ('why' in debian) console.warn(`skipped: the rpm in a clean root: ${debian.why}`);

type Ran = { status: number; output: string; errors: string };

/** The collector of the test is in this process, and rpm waits for it: nothing here may block. */
function rpm(...args: readonly string[]): Promise<Ran> {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  execFile('rpm', args, (error, stdout, stderr) =>
    resolve({
      status: error === null ? 0 : Number(error.code),
      output: stdout.trim(),
      errors: stderr.trim(),
    }),
  );
  return promise;
}

test.runIf(hasRpm)('rpm finds every checksum right and every field filled', async () => {
  const file = built('current', '.rpm');
  const checked = await rpm('-Kv', '--nosignature', file);
  expect(checked.status, checked.errors).toBe(0);
  expect(checked.output.match(/: OK$/gm)?.length).toBeGreaterThanOrEqual(3);
  const told = await rpm('-qp', '--qf', '%{NAME} %{VERSION} %{ARCH} %{OS} %{PAYLOADCOMPRESSOR}', file);
  expect(told.output).toBe(`tenken-agent ${versions.current} x86_64 linux zstd`);
  const requires = (await rpm('-qpR', file)).output.split('\n');
  expect(requires).toContain('libatomic.so.1()(64bit)');
  expect((await rpm('-qpl', file)).output.split('\n')).toEqual(
    expect.arrayContaining(['/usr/bin/tenken-agent', '/usr/lib/systemd/system/tenken-agent.timer']),
  );
});

/** The libraries and the shell of a system that rpm knows nothing of. */
function withoutPackages(folder: string, template: string): CleanRoot {
  const root = new CleanRoot(folder, template);
  mkdirSync(join(folder, 'var/lib/rpm'), { recursive: true });
  return root;
}

test.runIf(hasRpm && 'folder' in debian)(
  'rpm --root: package in, enrolled by its file, report arrives, upgrade keeps the key, erase leaves nothing',
  { timeout: 600_000 },
  async () => {
    const collector = await ownCollector();
    const { hosts } = collector.context.repositories;
    const root = withoutPackages(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    const before = root.paths();
    const within = (path: string) => join(root.folder, path);
    // The system in the root is a Debian: rpm does not know that its libraries are there.
    const inRoot = (...args: readonly string[]) =>
      rpm('--root', root.folder, '--dbpath', '/var/lib/rpm', '--nodeps', ...args);
    await prepareEnrolment(collector, within('etc/tenken'));

    const installed = await inRoot('-i', built('current', '.rpm'));
    expect(installed.status, installed.errors).toBe(0);
    expect(existsSync(within('etc/tenken/token'))).toBe(false);
    await root.must('tenken-agent', 'run', '--once');
    const { hostId } = JSON.parse(readFileSync(within('var/lib/tenken-agent/identity.json'), 'utf8')) as {
      hostId: string;
    };
    expect(await hosts.find(hostId)).toMatchObject({ platform: 'linux', agentVersion: versions.current });
    const verified = await rpm(
      '--root',
      root.folder,
      '--dbpath',
      '/var/lib/rpm',
      '-V',
      '--nodeps',
      'tenken-agent',
    );
    expect([verified.status, verified.output]).toEqual([0, '']);

    const key = readFileSync(within('var/lib/tenken-agent/agent-key.pem'), 'utf8');
    const upgraded = await inRoot('-U', built('next', '.rpm'));
    expect(upgraded.status, upgraded.errors).toBe(0);
    expect(readFileSync(within('var/lib/tenken-agent/agent-key.pem'), 'utf8')).toBe(key);
    await root.must('tenken-agent', 'run', '--once');
    expect(await hosts.find(hostId)).toMatchObject({ agentVersion: versions.next });

    const erased = await inRoot('-e', 'tenken-agent');
    expect(erased.status, erased.errors).toBe(0);
    expect([...root.paths()].filter((path) => !before.has(path))).toEqual([]);
  },
);

test.runIf('folder' in debian)(
  'an archive: unpacked, set up by its script, and taken away by hand as the page says',
  { timeout: 300_000 },
  async () => {
    const collector = await ownCollector();
    const root = new CleanRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
    const before = root.paths();
    const archive = join(root.folder, 'tmp/agent.tar.gz');
    mkdirSync(dirname(archive), { recursive: true });
    copyFileSync(built('current', 'linux-x64.tar.gz'), archive);
    const beside = scratchFolder();
    await prepareEnrolment(collector, beside);
    cpSync(beside, join(root.folder, 'etc/tenken'), { recursive: true, mode: 0 });
    await root.must('tar', '-C', '/', '--no-same-owner', '-xzf', '/tmp/agent.tar.gz');
    await root.must('/usr/lib/tenken-agent/after-install');
    await root.must('tenken-agent', 'run', '--once');
    await root.must('/usr/lib/tenken-agent/before-removal', 'remove');
    const files = (await root.must('tar', '-tzf', '/tmp/agent.tar.gz')).trim().split('\n');
    const own = files.filter((path) => !path.endsWith('/')).map((path) => `/${path}`);
    await root.must('rm', ...own);
    await root.must('rmdir', '/usr/lib/tenken-agent', '/usr/share/doc/tenken-agent');
    await root.must('rm', '-r', '/var/lib/tenken-agent', '/etc/tenken');
    expect([...root.paths()].filter((path) => !before.has(path))).toEqual([]);
  },
);
