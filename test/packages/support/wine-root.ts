import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './clean-root.ts';

/** Where a test's folder is to be seen, as Linux and as Windows call it. */
const here = '/mnt';

/**
 * Wine of a Debian in a folder, which is only read; what Windows writes goes to a folder of the test. Wine 8 of Debian 12
 * cannot start Node 26.
 */
export class WineRoot {
  readonly #root: string;
  readonly #folder: string;

  constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = folder;
    const hosts = join(root, 'etc/hosts');
    if (!existsSync(hosts)) writeFileSync(hosts, '127.0.0.1 localhost\n');
  }

  /** @returns how Windows calls a file in the test's folder */
  pathOf(name: string): string {
    return `Z:${here}/${name}`.replaceAll('/', '\\');
  }

  async version(): Promise<string> {
    return (
      await this.#run('exec /usr/lib/wine/wine64 --version >/mnt/out 2>/mnt/err', [], 60_000)
    ).output.trim();
  }

  /** Makes the Windows, which takes half a minute. */
  async start(): Promise<void> {
    const { code, errors } = await this.wine(['wineboot', '--init'], 240_000);
    if (code !== 0) throw new Error(`wineboot ends with ${code}: ${errors}`);
  }

  /** Node does not know Wine's pipes as its standard output: files take their place. */
  wine(line: readonly string[], timeoutMs = 180_000): Promise<Ran> {
    const inside =
      '/usr/lib/wine/wine64 "$@" >/mnt/out 2>/mnt/err </dev/null; code=$?; /usr/lib/wine/wineserver -w; exit $code';
    return this.#run(inside, line, timeoutMs);
  }

  #run(inside: string, line: readonly string[], timeout: number): Promise<Ran> {
    const mounts = `mount -t proc proc "$0/proc" && mount --bind "$1" "$0${here}" && mount -t tmpfs tmpfs "$0/tmp" && root=$0 && shift && exec chroot "$root" sh -c '${inside}' sh "$@"`;
    const args = [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      mounts,
      this.#root,
      this.#folder,
      ...line,
    ];
    const env = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: here,
      WINEPREFIX: `${here}/prefix`,
      LC_ALL: 'C.UTF-8',
      DISPLAY: '',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    };
    const { promise, resolve } = Promise.withResolvers<Ran>();
    execFile('unshare', args, { env, timeout, killSignal: 'SIGKILL' }, (error) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, output: this.#written('out'), errors: this.#written('err') });
    });
    return promise;
  }

  #written(name: string): string {
    const path = join(this.#folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}
