import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod';
import { changes } from './plan.ts';
import { deployOutcomes, isGood } from './results.ts';
import type { HostResult } from './results.ts';

const Result = z.object({
  host: z.string(),
  outcome: z.enum(deployOutcomes),
  from: z.string().nullable(),
  to: z.string().nullable(),
  changes: z.array(z.enum(changes)),
  reason: z.string().nullable(),
});
const Line = z.union([
  z.object({ run: z.literal(1), programs: z.array(z.string()), pid: z.int() }),
  z.object({ begun: z.string() }),
  z.object({ result: Result }),
]);
type Line = z.infer<typeof Line>;

/**
 * What a roll-out has done so far, a line at a time: a run that was killed goes on where it ended. There is one only while
 * a run goes on or after it was interrupted.
 */
export class RunFile {
  readonly #path: string;
  readonly #file: number;
  readonly #results = new Map<string, HostResult>();
  readonly #begun = new Set<string>();

  private constructor(path: string, lines: readonly Line[]) {
    this.#path = path;
    this.#file = openSync(path, 'a', 0o600);
    // Behind a line that was cut off nothing else could be read.
    if (lines.length > 0) writeSync(this.#file, '\n');
    for (const line of lines) {
      if ('begun' in line) this.#begun.add(line.begun);
      if ('result' in line) this.#results.set(line.result.host, line.result);
    }
  }

  /**
   * @param programs ids of the versions that are rolled out
   * @param fresh forget what an interrupted run has done
   * @throws {TenkenError} `usage` when another run goes on, or rolls out something else
   */
  static open(path: string, programs: readonly string[], fresh: boolean): RunFile {
    const before = linesOf(path);
    const runner = before.findLast((line) => 'run' in line);
    if (runner && isRunning(runner.pid)) {
      throw new TenkenError(
        'usage',
        `Another tenken deploy (process ${runner.pid}) works on this inventory: ${path}.`,
      );
    }
    if (fresh) rmSync(path, { force: true });
    const lines = fresh ? [] : before;
    const head = lines.find((line) => 'run' in line);
    if (head && head.programs.join(' ') !== programs.join(' ')) {
      throw new TenkenError(
        'usage',
        `A run that rolled out ${head.programs.join(' and ')} was interrupted: ${path}. Finish it with the same package, or begin anew with --fresh.`,
      );
    }
    const file = new RunFile(path, lines);
    file.#append({ run: 1, programs: [...programs], pid: process.pid });
    return file;
  }

  /** Of hosts that need not be looked at again. */
  get good(): ReadonlyMap<string, HostResult> {
    return new Map([...this.#results].filter(([, result]) => isGood(result)));
  }

  /** Whether a change of this host was begun and its end was not written down. */
  wasBegun(host: string): boolean {
    return this.#begun.has(host) && !this.#results.has(host);
  }

  begin(host: string): void {
    this.#append({ begun: host });
  }

  done(result: HostResult): void {
    this.#append({ result: { ...result, changes: [...result.changes] } });
  }

  close(how: 'finished' | 'interrupted'): void {
    closeSync(this.#file);
    if (how === 'finished') rmSync(this.#path, { force: true });
  }

  #append(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
  }
}

/** A last line that was cut off by the end of the process tells nothing. */
function linesOf(path: string): Line[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return content.split('\n').flatMap((text): Line[] => {
    try {
      const parsed = Line.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
