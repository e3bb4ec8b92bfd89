import { execFile, execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { CommandResult } from '@tenken/shared';
import { decodeOutput } from '../../agent/src/hosts/decode-output.ts';

/** The program that starts programs of Windows; null where Wine is not installed. */
export function findWine(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/lib/wine'];
  const paths = ['wine', 'wine64'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.platform === 'linux' ? (paths.find((path) => existsSync(path)) ?? null) : null;
}

export type WineLanguage = 'en' | 'ja';

/** A Windows of Wine's in a folder of its own, with nobody's settings in it. */
export class WinePrefix {
  readonly #wine: string;
  readonly #folder: string;
  readonly #locales: string;
  /** A program that waits: without one Wine ends its Windows after each program and starts it anew for the next. */
  #waiting: ChildProcess | null = null;

  constructor(wine: string, folder: string) {
    this.#wine = wine;
    this.#folder = folder;
    this.#locales = join(folder, 'locales');
    mkdirSync(this.#locales);
  }

  /** Makes the prefix, which takes some seconds. */
  async start(): Promise<void> {
    const { exitCode, stderr } = await this.run('wineboot', ['--init'], 'en', 180_000);
    if (exitCode !== 0) throw new Error(`wineboot ends with ${exitCode}: ${stderr}`);
    // Node's own pipes are sockets, which Wine's cmd takes for an end of its input: cat makes a real one of it.
    this.#waiting = spawn('/bin/sh', ['-c', 'cat | "$0" cmd', this.#wine], {
      env: this.#environment('en'),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** Lets Wine's programs speak Japanese: code page 932, and words as Wine's translators put them. */
  learnJapanese(): boolean {
    const path = join(this.#locales, 'ja_JP.UTF-8');
    try {
      execFileSync('/usr/bin/localedef', ['-i', 'ja_JP', '-f', 'UTF-8', path], { stdio: 'ignore' });
    } catch {
      return false;
    }
    return existsSync(path);
  }

  async import(registryFile: string): Promise<void> {
    const path = join(this.#folder, 'machine.reg');
    writeFileSync(path, Buffer.from(`\u{feff}${registryFile}`, 'utf16le'));
    const { exitCode, stderr } = await this.run('reg', ['import', `Z:${path.replaceAll('/', '\\')}`], 'en');
    if (exitCode !== 0) throw new Error(`reg import ends with ${exitCode}: ${stderr}`);
  }

  run(
    program: string,
    args: readonly string[],
    language: WineLanguage,
    timeout = 60_000,
  ): Promise<CommandResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
    const options = {
      env: this.#environment(language),
      encoding: 'buffer',
      timeout,
      killSignal: 'SIGKILL',
    } as const;
    execFile(this.#wine, [program, ...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      // Ended by a signal, or never started: that is no answer of Windows.
      if (typeof exitCode !== 'number') reject(error ?? new Error(`${program} did not end`));
      else resolve({ exitCode, stdout: decodeOutput([stdout]), stderr: decodeOutput([stderr]) });
    });
    return promise;
  }

  /** Ends the Windows: the last program in it ends. */
  async stop(): Promise<void> {
    if (this.#waiting === null) return;
    const closed = once(this.#waiting, 'close');
    this.#waiting.stdin?.end();
    await closed;
  }

  #environment(language: WineLanguage): NodeJS.ProcessEnv {
    const locale = language === 'ja' ? 'ja_JP.UTF-8' : 'C.UTF-8';
    return {
      PATH: process.env['PATH'],
      HOME: this.#folder,
      LC_ALL: locale,
      LOCPATH: this.#locales,
      WINEPREFIX: join(this.#folder, 'prefix'),
      // Neither a display nor the downloads that a first start asks for.
      DISPLAY: '',
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    };
  }
}
