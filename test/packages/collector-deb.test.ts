import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { buildCollectorInto, collectorDeb } from './support/built.ts';
import { debian12 } from './support/clean-root.ts';

const lib = '/usr/lib/tenken-collector';
const hasDpkg = spawnSync('dpkg-deb', ['--version']).error === undefined;
const debian = hasDpkg ? debian12() : { why: 'dpkg-deb is missing (Debian package dpkg)' };
if ('why' in debian) console.warn(`skipped: the deb of the collector: ${debian.why}`);

const work = makeScratchFolder();
const root = join(work, 'root');
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

describe.runIf('folder' in debian)('the deb of the collector', { timeout: 600_000 }, () => {
  let deb: string;
  beforeAll(() => {
    deb = collectorDeb();
    execFileSync('cp', ['-a', '--reflink=auto', 'folder' in debian ? debian.folder : '', root]);
    execFileSync('cp', [deb, join(root, 'tmp/collector.deb')]);
  }, 600_000);

  test('two builds of one commit have the same bytes', () => {
    const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    const again = join(work, 'again');
    buildCollectorInto(again);
    expect(hash(join(again, basename(deb)))).toBe(hash(deb));
    rmSync(again, { recursive: true });
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
      // What `tenken deploy` sends to hosts.
      `.${lib}/collector/src/cli/deploy/host/on-host.sh`,
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
