import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ProbeError } from '@tenken/shared';
import type { CommandResult, Platform, RunLimits } from '@tenken/shared';
import type { Pace } from '../pace/pace.ts';
import { decodeOutput } from './decode-output.ts';
import { defaultOutputBytes, defaultTimeoutMs } from './limits.ts';
import { probeErrorOf } from './probe-error-of.ts';
import { killTree, startProgram } from './programs.ts';
import { systemFolders } from './system-folders.ts';

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
  const { child, end } = started(program, file, argv, options);
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
    end();
  }
}

/** Some errors of the system call are thrown at once instead of told as an event: a path below a file. */
function started(program: string, file: string, args: readonly string[], options: Options) {
  try {
    return startProgram(file, args, options);
  } catch (error) {
    throw probeErrorOf(error, program);
  }
}

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
