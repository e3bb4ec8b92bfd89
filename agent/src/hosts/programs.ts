import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Platform } from '@tenken/shared';
import type { Pace } from '../pace/pace.ts';
import { systemFolders } from './system-folders.ts';

/** What is to be done when it has ended, and where it runs. */
const running = new Map<ChildProcess, { platform: Platform; leavePace: () => void }>();
let onProgram: (pid: number, runs: boolean) => void = ignore;

/** Tells the number of each program that begins or ends from now on, so that another process can end it. */
export function watchPrograms(listener: (pid: number, runs: boolean) => void): void {
  onProgram = listener;
}

type Place = { platform: Platform; pace: Pace; holdsLock?: boolean };

/**
 * Starts a program with the environment that all of them get, and keeps it in mind until `end` is called.
 *
 * @param options `input`: its standard input is a pipe; nothing to read unless told
 */
export function startProgram(
  file: string,
  args: readonly string[],
  options: Place & { input?: boolean },
): { child: ChildProcess; end: () => void } {
  const common = spawnOptions(options.platform);
  const child = spawn(file, [...args], options.input ? { ...common, stdio: 'pipe' } : common);
  begin(child, options);
  return { child, end: () => end(child) };
}

function begin(child: ChildProcess, { platform, pace, holdsLock = false }: Place): void {
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

/** Ends a program with its children. */
export function killTree(child: ChildProcess, platform: Platform): void {
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
