import type { ChildProcess } from 'node:child_process';
import { ProbeError } from '@tenken/shared';
import type { CommandResult, RunLimits } from '@tenken/shared';
import { decodeOutput } from './decode-output.ts';
import { probeErrorOf } from './probe-error-of.ts';
import { killTree, startProgram } from './programs.ts';
import type { Pace } from '../pace/pace.ts';

const switches = ['-NoLogo', '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-Command', '-'];
const endMark = 'tenken-end';
const errorMark = 'tenken-error';
/** Stands for a line break: each statement that is read from standard input is one line. */
const lineBreak = '~tenken-line~';
/** Longer than the mark with any number. */
const tailLength = 64;
const defaultTimeoutMs = 20_000;
const defaultOutputBytes = 8 * 1024 * 1024;
/** A question that may take that long does not keep the others waiting. */
const longestTurnMs = 30_000;

type Question = {
  number: number;
  script: string;
  limits: RunLimits;
  resolve: (result: CommandResult) => void;
  reject: (error: Error) => void;
};
type Started = { child: ChildProcess; end: () => void };

/**
 * One Windows PowerShell that answers the questions of a whole scan, one after the other. To start it takes a second
 * of processor, several where an antivirus product looks on; a question takes milliseconds.
 *
 * With `-Command -` it reads statements from standard input, line by line, and each question is one line. Only cmdlets
 * and texts are used around a script, so it works in constrained language too.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe#-command
 */
export class PowerShellSession {
  readonly #program: string;
  readonly #place: { platform: 'windows' | 'linux'; pace: Pace };
  readonly #waiting: Question[] = [];
  #asked = 0;
  #current: Question | null = null;
  #running: Started | null = null;
  #stopTimer: () => void = ignore;
  #output: Buffer[] = [];
  #outputBytes = 0;
  #tail = '';

  /** @param program its path; `place.platform` is another one than Windows in tests only */
  constructor(program: string, place: { platform: 'windows' | 'linux'; pace: Pace }) {
    this.#program = program;
    this.#place = place;
  }

  /** Whether a question with these limits is asked here, or in a process of its own. */
  static takes({ timeoutMs = defaultTimeoutMs }: RunLimits): boolean {
    return timeoutMs <= longestTurnMs;
  }

  /**
   * Runs a script. What it may take counts from its turn, not from now.
   *
   * @returns as a process of its own would have ended; an error that the script did not catch is named in `stderr`
   * @throws {ProbeError} `timeout`, `output-limit`, `not-found`, `permission-denied`, `internal`
   */
  async ask(script: string, limits: RunLimits = {}): Promise<CommandResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
    this.#asked += 1;
    this.#waiting.push({ number: this.#asked, script, limits, resolve, reject });
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#current !== null) return;
    const question = this.#waiting.shift();
    if (!question) {
      // Nobody waits for it: what runs this scan may end, and PowerShell ends with its input.
      this.#hold(false);
      return;
    }
    this.#current = question;
    this.#output = [];
    this.#outputBytes = 0;
    this.#tail = '';
    const timeoutMs = question.limits.timeoutMs ?? defaultTimeoutMs;
    this.#stopTimer = this.#place.pace.startTimer(
      () => this.#fail(new ProbeError('timeout', `${this.#program} gave no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    this.#running ??= this.#start();
    this.#hold(true);
    this.#running.child.stdin?.write(`${statement(question)}\n`);
  }

  #start(): Started {
    const started = startProgram(this.#program, switches, { ...this.#place, input: true });
    const { child } = started;
    const isThis = () => this.#running === started;
    child.stdout?.on('data', (chunk: Buffer) => isThis() && this.#take(chunk));
    // Errors come in frames of their own; what else is printed there is translated.
    child.stderr?.resume();
    child.stdin?.on('error', ignore);
    child.on('error', (error) => isThis() && this.#fail(probeErrorOf(error, this.#program)));
    child.on('close', () => {
      started.end();
      if (isThis()) this.#fail(new ProbeError('internal', `${this.#program} ended before its answer`));
    });
    return started;
  }

  #take(chunk: Buffer): void {
    if (this.#current === null) return;
    const { number, limits } = this.#current;
    this.#output.push(chunk);
    this.#outputBytes += chunk.length;
    if (this.#outputBytes > (limits.maxOutputBytes ?? defaultOutputBytes)) {
      this.#fail(new ProbeError('output-limit', `${this.#program} printed more than its limit`));
      return;
    }
    this.#tail = (this.#tail + chunk.toString('latin1')).slice(-tailLength);
    const end = new RegExp(`${endMark} ${number}\r?\n$`).exec(this.#tail);
    if (!end) return;
    const printed = Buffer.concat(this.#output);
    const lines = decodeOutput([printed.subarray(0, printed.length - end[0].length)]).split(/\r?\n/);
    const stderr = lines.filter((line) => line.startsWith(errorMark)).join('\n');
    const stdout = lines.filter((line) => !line.startsWith(errorMark)).join('\n');
    this.#done()?.resolve({ exitCode: stderr === '' ? 0 : 1, stdout, stderr });
    this.#next();
  }

  /** What it does now is over, and so is this process; the next question gets a new one. */
  #fail(error: Error): void {
    const running = this.#running;
    this.#running = null;
    if (running) {
      killTree(running.child, this.#place.platform);
      running.end();
    }
    this.#done()?.reject(error);
    this.#next();
  }

  #done(): Question | null {
    this.#stopTimer();
    this.#stopTimer = ignore;
    const question = this.#current;
    this.#current = null;
    return question;
  }

  #hold(wanted: boolean): void {
    const child = this.#running?.child;
    if (!child) return;
    const handles = [child, child.stdin, child.stdout, child.stderr] as unknown as Holdable[];
    for (const handle of handles) {
      if (wanted) handle.ref();
      else handle.unref();
    }
  }
}

/** Processes and their pipes; the types do not say so of pipes. */
type Holdable = { ref: () => void; unref: () => void };

function statement({ number, script }: Question): string {
  const quoted = script.replaceAll("'", "''").replaceAll(/\r?\n/g, lineBreak);
  return [
    `try { Invoke-Expression ('${quoted}'.Replace('${lineBreak}', "\`n")) }`,
    `catch { '${errorMark} ' + [string]$_.FullyQualifiedErrorId };`,
    `'${endMark} ${number}'`,
  ].join(' ');
}

function ignore(): void {}
