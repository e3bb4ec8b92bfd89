import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ProbeError } from '@tenken/shared';
import type { CommandResult, Platform, RunLimits } from '@tenken/shared';
import type { Pace } from '../pace/pace.ts';
import { decodeOutput } from './decode-output.ts';
import { probeErrorOf } from './probe-error-of.ts';

const defaultTimeoutMs = 10_000;
const defaultOutputBytes = 16 * 1024 * 1024;

/** System folders only: a program that a user could place first in a search path never runs. */
const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

type Options = RunLimits & { platform: Platform; root: string | null; pace: Pace };

/**
 * Runs one program without a shell. Its children end with it: when a limit is met the whole process group is
 * killed.
 *
 * @throws {ProbeError} `not-found`, `permission-denied`, `timeout`, `output-limit`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: Options,
): Promise<CommandResult> {
  // chroot(8) without the right says so in words and exit 125, which a probe would take for the program's own.
  if (options.root !== null && process.getuid?.() !== 0) {
    throw new ProbeError(
      'permission-denied',
      `${program}: running it in ${options.root} needs administrator rights`,
    );
  }
  const path = await resolveProgram(program, options);
  const [file, argv] =
    options.root === null ? [path, [...args]] : ['/usr/sbin/chroot', [options.root, path, ...args]];
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  const child = spawn(file, argv, spawnOptions(options.platform));
  begin(child, options);
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const stopTimer = options.pace.startTimer(() => {
    killTree(child, options.platform);
    reject(new ProbeError('timeout', `${program} gave no answer within ${timeoutMs} ms`));
  }, timeoutMs);

  let room = options.maxOutputBytes ?? defaultOutputBytes;
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      room -= chunk.length;
      if (room >= 0) {
        output[name].push(chunk);
        return;
      }
      killTree(child, options.platform);
      reject(new ProbeError('output-limit', `${program} printed more than its limit`));
    });
  }
  child.on('error', (error) => reject(probeErrorOf(error, program)));
  child.on('close', (exitCode, signal) => {
    if (exitCode === null) {
      reject(new ProbeError('internal', `${program} was ended by ${signal}`));
      return;
    }
    resolve({ exitCode, stdout: decodeOutput(output.stdout), stderr: decodeOutput(output.stderr) });
  });
  try {
    return await promise;
  } finally {
    stopTimer();
    end(child);
  }
}

/** What is to be done when it has ended, and where it runs. */
const running = new Map<ChildProcess, { platform: Platform; leavePace: () => void }>();
let onProgram: (pid: number, runs: boolean) => void = ignore;

/** Tells the number of each program that begins or ends from now on, so that another process can end it. */
export function watchPrograms(listener: (pid: number, runs: boolean) => void): void {
  onProgram = listener;
}

function begin(child: ChildProcess, { platform, pace, holdsLock = false }: Options): void {
  const leavePace = child.pid === undefined ? ignore : pace.add({ pid: child.pid, mayStop: !holdsLock });
  running.set(child, { platform, leavePace });
  if (child.pid !== undefined) onProgram(child.pid, true);
}

function end(child: ChildProcess): void {
  running.get(child)?.leavePace();
  running.delete(child);
  if (child.pid !== undefined) onProgram(child.pid, false);
}

/** Ends every program that runs for a probe now, with its children. */
export function endPrograms(): void {
  for (const [child, { platform }] of running) killTree(child, platform);
}

function spawnOptions(platform: Platform): SpawnOptions {
  const common: SpawnOptions = { shell: false, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] };
  if (platform === 'windows') return { ...common, cwd: 'C:\\Windows\\System32', env: windowsEnvironment() };
  const env = { PATH: systemFolders.join(':'), LC_ALL: 'C', LANG: 'C', HOME: '/nonexistent' };
  return { ...common, cwd: '/', detached: true, env };
}

/**
 * An inherited PSModulePath of PowerShell 7 breaks the modules of 5.1, and one that users can write to runs
 * their code.
 */
function windowsEnvironment(): Record<string, string> {
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  const system = `${root}\\System32`;
  return {
    SystemRoot: root,
    windir: root,
    SystemDrive: process.env['SystemDrive'] ?? 'C:',
    ProgramData: process.env['ProgramData'] ?? 'C:\\ProgramData',
    ProgramFiles: process.env['ProgramFiles'] ?? 'C:\\Program Files',
    TEMP: process.env['TEMP'] ?? `${root}\\Temp`,
    PATH: `${system};${root};${system}\\Wbem;${system}\\WindowsPowerShell\\v1.0`,
    PSModulePath: `${system}\\WindowsPowerShell\\v1.0\\Modules`,
  };
}

function killTree(child: ChildProcess, platform: Platform): void {
  if (child.pid === undefined) return;
  if (platform === 'windows') {
    spawn(
      'C:\\Windows\\System32\\taskkill.exe',
      ['/PID', String(child.pid), '/T', '/F'],
      spawnOptions(platform),
    ).on('error', ignore);
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function ignore(): void {}

async function resolveProgram(program: string, options: Options): Promise<string> {
  if (options.platform === 'windows' || isAbsolute(program)) return program;
  if (program.includes('/')) {
    throw new ProbeError('not-found', `${program} is neither a name nor an absolute path`);
  }
  let denied = false;
  for (const folder of systemFolders) {
    const path = join(folder, program);
    try {
      await access(join(options.root ?? '/', path), constants.X_OK);
      return path;
    } catch (error) {
      denied ||= (error as NodeJS.ErrnoException).code === 'EACCES';
    }
  }
  throw new ProbeError(
    denied ? 'permission-denied' : 'not-found',
    `no program ${program} in the system folders`,
  );
}
