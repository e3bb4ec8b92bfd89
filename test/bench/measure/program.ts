import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

export type Cost = {
  wallMs: number;
  /** User and system time of the program and of every child that it waited for. */
  cpuMs: number;
  exitCode: number;
};

/**
 * bash keeps the accounts: its `times` tells the kernel's sum for ended children and their children, in
 * milliseconds. Node's own `resourceUsage` leaves children out, and GNU time counts in hundredths of a second and is
 * often not installed.
 */
const script = `
start=$EPOCHREALTIME
"$@" </dev/null >/dev/null 2>"$ERRORS"
status=$?
echo "$status $start $EPOCHREALTIME"
times
`;

/** Runs a program to its end. @throws {Error} when it cannot be run, or ends with a status that is not expected */
export async function measureProgram(
  line: readonly string[],
  options: { env?: Record<string, string>; expected?: readonly number[] } = {},
): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-bench-'));
  const errors = join(folder, 'errors');
  try {
    const child = spawn('bash', ['-c', script, 'bash', ...line], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env, ERRORS: errors, LC_ALL: 'C' },
    });
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const [first = '', , children = ''] = output.split('\n');
    const [status, start, end] = first.split(' ').map(Number);
    if (status === undefined || start === undefined || end === undefined || Number.isNaN(end)) {
      throw new Error(`bash does not tell what ${line[0]} cost: ${output}`);
    }
    if (!(options.expected ?? [0]).includes(status)) {
      throw new Error(`${line.join(' ')} ended with ${status}: ${readFileSync(errors, 'utf8').slice(-500)}`);
    }
    return { wallMs: (end - start) * 1000, cpuMs: cpuMsOf(children), exitCode: status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `0m1.234s 0m0.056s`: user, system. */
function cpuMsOf(line: string): number {
  const [user, system] = line.split(' ').map((part) => {
    const match = /^(\d+)m(\d+\.\d+)s$/.exec(part);
    if (!match) throw new Error(`times prints ${line}`);
    return Number(match[1]) * 60_000 + Number(match[2]) * 1000;
  });
  return (user ?? 0) + (system ?? 0);
}

/** Environment with which each process of a Node program writes its peak resident memory to `FILE.PID` at its end. */
export function reportingPeak(file: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--require=${join(import.meta.dirname, 'report-peak.cjs')}`,
    TENKEN_BENCH_PEAK: file,
  };
}

/** Runs a Node program as above and returns the peak resident memory of that process of Node which has the highest. */
export async function measurePeak(line: readonly string[]): Promise<Cost & { peakBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-bench-'));
  const file = join(folder, 'peak');
  try {
    const cost = await measureProgram(line, { env: reportingPeak(file) });
    const peaks = readdirSync(folder).map((name) => Number(readFileSync(join(folder, name), 'utf8')));
    const peakBytes = Math.max(...peaks);
    if (!(peakBytes > 0)) throw new Error(`${line.join(' ')} told no peak`);
    return { ...cost, peakBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where a program is found on the search path, or null. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
