import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import type { Limits } from '../../collector/src/limits/limits.ts';
import { onPostgres } from './on-postgres.ts';

const root = resolve(import.meta.dirname, '../..');
const tenken = join(root, 'collector/bin/tenken.js');
const startLimitMs = 30_000;

/** One `tenken collector run` as a process of its own, on loopback and free ports. */
export type CollectorProcess = {
  data: string;
  /** Of what was started: the collector itself, unless it runs under another program. */
  pid: number;
  /** For people and enrolment. */
  url: string;
  agentUrl: string;
  authority: string;
  /** From the start of the process until it told its addresses. */
  readyMs: number;
  /** What it has told on standard error, where its log of errors goes too. */
  output: () => string;
  /** SIGTERM; @returns its exit code, or the signal that ended it. */
  stop: () => Promise<number | string | null>;
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill: () => Promise<number | string | null>;
};

export type StartOptions = {
  data: string;
  args?: readonly string[];
  /** Other limits than the usual ones, by name. */
  limits?: Partial<Limits>;
  /** A program and its arguments that run the collector, such as a tracer. */
  under?: readonly string[];
  /** Ends the process this long after it was started, ready or not. */
  killAfterMs?: number;
};

/** The collector ended before it served. */
export class NotStarted extends Error {
  readonly exitCode: number | string | null;
  readonly output: string;

  constructor(exitCode: number | string | null, output: string) {
    super(`the collector ended with ${exitCode} before it served: ${output.slice(-1000)}`);
    this.name = 'NotStarted';
    this.exitCode = exitCode;
    this.output = output;
  }
}

const running = new Set<ChildProcess>();
process.once('exit', endAll);
// A test that fails leaves its collectors to this: whoever imports this file gets it.
afterAll(endAll);

/** @throws {NotStarted} */
export async function startCollector(options: StartOptions): Promise<CollectorProcess> {
  if (!options.args?.includes('--database')) await onPostgres(options.data);
  const startedAtMs = performance.now();
  const ports = options.args ?? ['--port', '0', '--agent-port', '0'];
  const line = [tenken, 'collector', 'run', '--data', options.data, '--log-level', 'error', ...ports];
  for (const [name, number] of Object.entries(options.limits ?? {})) {
    line.push('--limit', `${name}=${number}`);
  }
  const [program = process.execPath, ...args] = [...(options.under ?? []), process.execPath, ...line];
  const child = start(program, args);
  const ended = endOf(child);
  const killer =
    options.killAfterMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  const stopper = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  let output = '';
  const addresses = new Promise<{ url: string; agentUrl: string }>((done) => {
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      output = `${output}${chunk}`.slice(-100_000);
      const url = /^page and enrolment: (\S+)$/m.exec(output)?.[1];
      const agentUrl = /^agents: (\S+)\n/m.exec(output)?.[1];
      if (url && agentUrl) done({ url, agentUrl });
    });
  });
  const first = await Promise.race([addresses, ended.then((code) => new NotStarted(code, output))]);
  clearTimeout(stopper);
  if (first instanceof NotStarted) {
    if (killer) clearTimeout(killer);
    throw first;
  }
  return {
    data: options.data,
    pid: child.pid ?? 0,
    ...first,
    authority: readFileSync(join(options.data, 'authority', 'authority.pem'), 'utf8'),
    readyMs: performance.now() - startedAtMs,
    output: () => output,
    stop: () => end(child, ended, 'SIGTERM'),
    kill: () => end(child, ended, 'SIGKILL'),
  };
}

/** Starts one `tenken` command and leaves it to the test. */
export function startTenken(args: readonly string[]): ChildProcess {
  return start(process.execPath, [tenken, ...args]);
}

/** Runs one `tenken` command to its end. @param env what its environment has besides this one's @param uid another user */
export async function runTenken(
  args: readonly string[],
  env: Record<string, string> = {},
  uid?: number,
  limitMs = startLimitMs,
): Promise<{ code: number | string | null; output: string; errors: string }> {
  const child = start(process.execPath, [tenken, ...args], env, uid);
  const stopper = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const [code, output, errors] = await Promise.all([
    endOf(child),
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ]);
  clearTimeout(stopper);
  return { code, output, errors };
}

function start(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  uid?: number,
): ChildProcess {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', TENKEN_DATA: '', ...env },
    ...(uid !== undefined && { uid }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

async function endOf(child: ChildProcess): Promise<number | string | null> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return code ?? signal;
}

async function end(
  child: ChildProcess,
  ended: Promise<number | string | null>,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<number | string | null> {
  child.kill(signal);
  const stopper = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  const code = await ended;
  clearTimeout(stopper);
  return code;
}
