/** One system call that worked, with when it began and ended; both in seconds since 1970. */
export type SystemCall = {
  name: string;
  /** Path, or `TCP:[from->to]` for a connection, that the first descriptor stands for; '' for calls without one. */
  target: string;
  /** All between the parentheses. */
  args: string;
  result: number;
  beganAt: number;
  endedAt: number;
  /** Place in the order in which the calls ended. */
  order: number;
};

const whole = /^(\d+) +(\d+\.\d+) (\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: .*)? <(\d+\.\d+)>$/;
const begun = /^(\d+) +(\d+\.\d+) (\w+)\((.*) <unfinished \.\.\.>$/;
const resumed = /^(\d+) +\d+\.\d+ <\.\.\. (\w+) resumed>(.*)\) += (-?\d+)(?:<.*>)?(?: .*)? <(\d+\.\d+)>$/;

/** Reads the output of `strace -f -ttt -T -yy -xx`, in which a call of one thread may be cut by one of another. */
export class StraceReader {
  readonly #open = new Map<string, { name: string; at: number; args: string }>();
  #order = 0;

  /** @returns the call that ends in this line, or null */
  read(line: string): SystemCall | null {
    const done = whole.exec(line);
    if (done) {
      const [, , at = '', name = '', args = '', result = '', took = ''] = done;
      return this.#call(name, args, result, Number(at), Number(took));
    }
    const start = begun.exec(line);
    if (start) {
      const [, thread = '', at = '', name = '', args = ''] = start;
      this.#open.set(thread, { name, at: Number(at), args });
      return null;
    }
    const end = resumed.exec(line);
    if (!end) return null;
    const [, thread = '', name = '', rest = '', result = '', took = ''] = end;
    const before = this.#open.get(thread);
    this.#open.delete(thread);
    if (before?.name !== name) throw new Error(`strace resumed what did not begin: ${line.slice(0, 200)}`);
    return this.#call(name, `${before.args}${rest}`, result, before.at, Number(took));
  }

  #call(name: string, args: string, result: string, beganAt: number, tookSeconds: number): SystemCall | null {
    if (Number(result) < 0) return null;
    this.#order += 1;
    return {
      name,
      target: unescaped(/^\d+<((?:->|[^>])*)>/.exec(args)?.[1] ?? ''),
      args,
      result: Number(result),
      beganAt,
      endedAt: beganAt + tookSeconds,
      order: this.#order,
    };
  }
}

/** Of a call that takes a path: the path. */
export function pathOf(call: SystemCall): string {
  return unescaped(/"((?:\\x[0-9a-f]{2})*)"/.exec(call.args)?.[1] ?? '');
}

/** The bytes of a string that `strace -xx` printed whole. @throws {Error} when it was cut */
export function bytesOf(args: string): Buffer {
  const text = /"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/.exec(args);
  if (!text || text[2]) throw new Error('strace did not print the whole string');
  return Buffer.from((text[1] ?? '').replaceAll('\\x', ''), 'hex');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
