import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

const repository = resolve(import.meta.dirname, '../..');
const template = join(repository, '.cache', 'debian-roots', 'bookworm');
const lib = '/usr/lib/tenken-collector';
const why = whyNot();
if (why !== null) console.log(`the package of the collector is not installed: ${why}`);

/** What is missing here to set a Debian up in a folder; null when nothing is. */
function whyNot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it takes root on Linux';
  if (spawnSync('dpkg-deb', ['--version']).error) return 'dpkg-deb is missing (Debian package dpkg)';
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) {
    return 'this machine does not allow namespaces of mounts and processes';
  }
  if (existsSync(template)) return null;
  if (spawnSync('debootstrap', ['--version']).error) {
    return 'debootstrap is missing (Debian package debootstrap)';
  }
  mkdirSync(join(template, '..'), { recursive: true });
  const made = `${template}.collector`;
  const line = ['--variant=minbase', '--include=libatomic1,systemd', 'bookworm', made];
  const { status, stdout } = spawnSync('debootstrap', line, { encoding: 'utf8' });
  if (status === 0) {
    renameSync(made, template);
    return null;
  }
  rmSync(made, { recursive: true, force: true });
  return `debootstrap did not succeed: ${stdout.trim().split('\n').at(-1) ?? ''}`;
}

const work = makeScratchFolder();
const root = join(work, 'root');
const packages = join(work, 'packages');
afterAll(() => removeScratchFolder(work), 120_000);

/** Runs a program in the clean root, with its own processes and mounts and this machine's network. */
function chrooted(line: readonly string[], options: { background?: boolean } = {}) {
  const inside = 'mount -t proc proc "$1/proc" && exec chroot "$@"';
  const args = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', inside, 'sh', root, ...line];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  if (options.background) {
    return { child: spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] }) };
  }
  return { ran: spawnSync('unshare', args, { env, encoding: 'utf8' }) };
}

function must(...line: string[]): string {
  const { ran } = chrooted(line);
  expect([line.join(' '), ran?.status, ran?.stderr ?? ''].slice(0, 2), ran?.stderr).toEqual([
    line.join(' '),
    0,
  ]);
  return ran?.stdout ?? '';
}

function build(): string {
  execFileSync(process.execPath, [join(repository, 'deploy/scripts/collector-package.ts'), packages], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const name = readdirSync(packages).find((one) => one.endsWith('.deb')) ?? '';
  return join(packages, name);
}

describe.skipIf(why !== null)('the deb of the collector', { timeout: 600_000 }, () => {
  let deb: string;
  beforeAll(() => {
    deb = build();
    execFileSync('cp', ['-a', '--reflink=auto', template, root]);
    execFileSync('cp', [deb, join(root, 'tmp/collector.deb')]);
  }, 600_000);

  test('two builds of one commit have the same bytes', () => {
    const hash = () => createHash('sha256').update(readFileSync(deb)).digest('hex');
    const first = hash();
    build();
    expect(hash()).toBe(first);
  });

  test('it holds what it needs, belongs to root, and brings no test and nothing of ours to change', () => {
    const listed = execFileSync('dpkg-deb', ['--contents', deb], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const lines = listed.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.filter((line) => !/^[-dl]r[-w][-x]r-[-x]r-[-x] root\/root |^l/.test(line))).toEqual([]);
    for (const path of [
      `.${lib}/bin/node`,
      `.${lib}/collector/dist/web/index.html`,
      './usr/lib/systemd/system/tenken-collector.service',
      './usr/lib/systemd/system/tenken-collector-backup.timer',
      './etc/tenken/collector.toml',
      './usr/share/man/man1/tenken-collector-run.1.gz',
      './usr/share/bash-completion/completions/tenken',
      './usr/share/doc/tenken-collector/configuration.md',
    ]) {
      expect(listed, path).toContain(` ${path}\n`);
    }
    expect(listed).not.toMatch(
      /\.test\.ts|\/recordings\/|node_modules\/(vitest|typescript|playwright-core|react)\//,
    );
  });

  test('it is installed into a clean system, serves, is asked, and backs up, as its own user', async () => {
    must('dpkg', '--install', '/tmp/collector.deb');
    expect(must('stat', '-c', '%U %a', '/var/lib/tenken-collector').trim()).toBe('tenken-collector 700');
    expect(must('stat', '-c', '%U %G %a', '/etc/tenken/private').trim()).toBe('root tenken-collector 750');
    expect(must('tenken', '--version')).toMatch(/^0\.1\.0 \(commit [0-9a-f]{40}\)\n$/);
    const asUser = ['setpriv', '--reuid=tenken-collector', '--regid=tenken-collector', '--clear-groups'];
    const data = ['--data', '/var/lib/tenken-collector'];
    const run = ['tenken', 'collector', 'run', '--config', '/etc/tenken/collector.toml', ...data];
    const { child } = chrooted([...asUser, ...run, '--port', '0', '--agent-port', '0'], { background: true });
    if (child === undefined) throw new Error('it was not started');
    try {
      let told = '';
      const address = await new Promise<string>((done, fail) => {
        child.once('exit', () => fail(new Error(told)));
        child.stderr.on('data', (chunk: Buffer) => {
          told += chunk.toString('utf8');
          const url = /^page and enrolment: (\S+)$/m.exec(told)?.[1];
          if (url !== undefined) done(url);
        });
      });
      const authority = readFileSync(join(root, 'var/lib/tenken-collector/authority/authority.pem'), 'utf8');
      const { send } = await import('../support/https.ts');
      const page = await send(address, { authority }, { method: 'GET', headers: { accept: 'text/html' } });
      expect([page.status, String(page.json['text']).includes('<title>')]).toEqual([200, true]);
      expect((await send(`${address}/readyz`, { authority }, { method: 'GET' })).status).toBe(200);
      const status = chrooted([...asUser, 'tenken', 'collector', 'status', ...data]).ran;
      expect(status?.stdout).toContain(`running: ${address}`);
      const backup = [
        'tenken',
        'backup',
        '/var/backups/tenken-collector',
        '--dated',
        '--keep',
        '14',
        ...data,
      ];
      expect(chrooted([...asUser, ...backup]).ran?.stderr).toMatch(/backed up \d+ files/);
    } finally {
      // unshare(1) waits for its child, whatever it is told; with it the collector ends as in a power cut.
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  test('an upgrade keeps configuration and data, and what remains after a purge is what the page says', () => {
    const config = join(root, 'etc/tenken/collector.toml');
    execFileSync('sh', ['-c', `printf 'keep_days = 500\\n' >> ${config}`]);
    must('dpkg', '--install', '--force-confold', '/tmp/collector.deb');
    expect(readFileSync(config, 'utf8')).toContain('keep_days = 500');
    const said = must('dpkg', '--purge', 'tenken-collector');
    expect(said).toContain('reports and keys stay in /var/lib/tenken-collector');
    for (const path of [
      'usr/lib/tenken-collector',
      'usr/bin/tenken',
      'etc/tenken',
      'usr/share/doc/tenken-collector',
    ]) {
      expect(existsSync(join(root, path)), path).toBe(false);
    }
    expect(existsSync(join(root, 'var/lib/tenken-collector/tenken.db'))).toBe(true);
    expect(existsSync(join(root, 'var/lib/tenken-collector/authority/authority-key.pem'))).toBe(true);
  });
});
