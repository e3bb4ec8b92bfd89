import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../../support/scratch-folder.ts';
import { CleanRoot, debian12 } from './clean-root.ts';

/** What would change this machine's kernel, wait for a network, or take the package manager's lock. */
const masked = [
  'systemd-sysctl.service',
  'systemd-modules-load.service',
  'systemd-remount-fs.service',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'tmp.mount',
];
const apart = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup'];

/** As much of a machine as systemd needs to be its first process. */
const setUp = `set -e
r=$1
mount --make-rprivate /
mount --bind "$r" "$r"
mount -t proc proc "$r/proc"
mount -o bind,ro "$r/proc/sys" "$r/proc/sys"
mount -t sysfs -o ro sysfs "$r/sys"
mount -t tmpfs tmpfs "$r/run"
mount -t tmpfs tmpfs "$r/dev"
for n in null zero full random urandom tty; do : >"$r/dev/$n"; mount --bind "/dev/$n" "$r/dev/$n"; done
mkdir "$r/dev/pts" "$r/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$r/dev/pts"
mount -t tmpfs tmpfs "$r/dev/shm"
ln -s pts/ptmx "$r/dev/ptmx"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup "$r/sys/fs/cgroup"
else
  mount -t tmpfs tmpfs "$r/sys/fs/cgroup"
  mkdir "$r/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$r/sys/fs/cgroup/systemd"
fi
cd "$r"
pivot_root . mnt
exec chroot . sh -c 'umount -l /mnt && exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=0'`;

/** A system in a folder with its own systemd as the first process, and its own loopback instead of a network. */
export class BootedRoot extends CleanRoot {
  #process: ChildProcess | null = null;
  #first = 0;

  /** @throws {Error} when systemd does not come up here, such as without a hierarchy of control groups */
  async boot(): Promise<void> {
    for (const unit of masked) {
      const path = join(this.folder, 'etc/systemd/system', unit);
      mkdirSync(join(path, '..'), { recursive: true });
      if (!existsSync(path)) symlinkSync('/dev/null', path);
    }
    const group = this.#group();
    // In a control group of its own, so that what systemd makes of it is not seen elsewhere.
    const line = `mkdir "${group}" && echo $$ >"${group}/cgroup.procs" && exec "$@"`;
    const unshare = ['unshare', ...apart, '--fork', '--kill-child', 'sh', '-c', setUp, 'sh', this.folder];
    this.#process = spawn('sh', ['-c', line, 'sh', ...unshare], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const unshared = String(this.#process.pid);
    for (let tries = 0; tries < 300; tries += 1) {
      await sleep(200);
      if (this.#process.exitCode !== null) break;
      this.#first = Number(readFileSync(`/proc/${unshared}/task/${unshared}/children`, 'utf8').trim());
      if (this.#first > 0 && (await this.run('systemctl', 'is-system-running')).output === 'running\n') {
        return;
      }
    }
    await this.halt();
    throw new Error(`systemd does not come up: ${errors.trim() || 'it said nothing'}`);
  }

  protected override entered(line: readonly string[]): string[] {
    if (this.#first === 0) return super.entered(line);
    return ['nsenter', '--target', String(this.#first), ...apart, '--', ...line];
  }

  /** As a power cut does. */
  async halt(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    this.#first = 0;
    if (running && running.exitCode === null) {
      const closed = once(running, 'close');
      running.kill('SIGKILL');
      await closed;
    }
    for (let tries = 0; tries < 50 && existsSync(this.#group()); tries += 1) {
      spawnSync('find', [this.#group(), '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
      await sleep(100);
    }
  }

  #group(): string {
    const whole = '/sys/fs/cgroup';
    const above = existsSync(join(whole, 'cgroup.controllers')) ? whole : join(whole, 'systemd');
    return join(above, `tenken-test-${process.pid}`);
  }
}

const debian = debian12();

/** A fresh Debian of this test, its systemd up. */
export async function bootedDebian(): Promise<BootedRoot> {
  const root = new BootedRoot(join(scratchFolder(), 'root'), 'folder' in debian ? debian.folder : '');
  onTestFinished(() => root.halt());
  await root.boot();
  return root;
}

/** Why there is none here; null where there is. */
export async function whyNoBootedDebian(): Promise<string | null> {
  if ('why' in debian) return debian.why;
  const folder = makeScratchFolder();
  const root = new BootedRoot(join(folder, 'root'), debian.folder);
  try {
    await root.boot();
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await root.halt();
    removeScratchFolder(folder);
  }
}
