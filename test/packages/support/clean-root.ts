import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const kept = resolve(import.meta.dirname, '../../../.cache/debian-roots');

export type Ran = { code: number | null; output: string; errors: string };

/** @returns why no system can be set up in a folder here, null when it can */
export function whyNoRoot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it takes root on Linux';
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) {
    return 'this machine does not allow namespaces of mounts and processes';
  }
  return null;
}

/** What tests install packages into. @returns as `debianRoot` */
export function debian12(): { folder: string } | { why: string } {
  return debianRoot('bookworm', ['libatomic1', 'openssh-server', 'systemd']);
}

/**
 * A small Debian as debootstrap makes it, fetched once and kept in `.cache`.
 *
 * @returns its folder, or why there is none
 */
export function debianRoot(suite: string, include: readonly string[]): { folder: string } | { why: string } {
  const why = whyNoRoot();
  if (why !== null) return { why };
  const folder = join(kept, [suite, ...include].join('+'));
  if (existsSync(folder)) return { folder };
  if (spawnSync('debootstrap', ['--version']).error) {
    return { why: 'debootstrap is missing (Debian: apt-get install debootstrap)' };
  }
  mkdirSync(kept, { recursive: true });
  const line = ['--variant=minbase', `--include=${include.join(',')}`, suite, `${folder}.new`];
  const { status, stdout } = spawnSync('debootstrap', line, { encoding: 'utf8' });
  if (status !== 0) {
    rmSync(`${folder}.new`, { recursive: true, force: true });
    return { why: `debootstrap ${suite} did not succeed: ${stdout.trim().split('\n').at(-1) ?? ''}` };
  }
  renameSync(`${folder}.new`, folder);
  return { folder };
}

/** A system in a folder of its own: processes and mounts apart, the network this machine's. */
export class CleanRoot {
  readonly folder: string;

  /** @param template copied, so that nothing of one test is there in the next; empty without */
  constructor(folder: string, template?: string) {
    this.folder = folder;
    if (template === undefined) mkdirSync(folder, { recursive: true });
    else execFileSync('cp', ['-a', '--reflink=auto', template, folder]);
    mkdirSync(join(folder, 'etc'), { recursive: true });
    writeFileSync(join(folder, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  }

  /** Copies a file of this machine into it. @returns where it is there */
  carry(path: string, folder = '/tmp/carried'): string {
    const inside = join(folder, basename(path));
    mkdirSync(join(this.folder, folder), { recursive: true });
    copyFileSync(path, join(this.folder, inside));
    return inside;
  }

  /** Runs a program in it as root. */
  async run(...line: readonly string[]): Promise<Ran> {
    const [program = '', ...args] = this.entered(line);
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      timeout: 300_000,
    });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, output, errors };
  }

  /** The command line of this machine that runs one in it. */
  protected entered(line: readonly string[]): string[] {
    const inside = 'mount -t proc proc "$1/proc" && exec chroot "$@"';
    const apart = ['--mount', '--pid', '--fork', '--kill-child'];
    return ['unshare', ...apart, 'sh', '-c', inside, 'sh', this.folder, ...line];
  }

  /** The same, and it must succeed. @returns what it printed */
  async must(...line: readonly string[]): Promise<string> {
    const { code, output, errors } = await this.run(...line);
    if (code !== 0) throw new Error(`${line.join(' ')} ends with ${code}: ${errors}${output}`);
    return output;
  }

  /** Every path in it, but what processes (of this machine too, by links to /dev/shm) and package managers write about themselves. */
  paths(): Set<string> {
    const all = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
    return new Set(
      all.filter(
        (path) =>
          !/^(proc|run|tmp|var\/run|var\/lib\/(dpkg|rpm)|var\/log|var\/cache|usr\/lib\/sysimage)(\/|$)/.test(
            path,
          ),
      ),
    );
  }
}
