import { Worker } from 'node:worker_threads';

const shown = 64 * 1024;

/**
 * Sees an input that never ends: a thread of its own looks whether inputs still change, and ends the process with
 * the input kept when one takes longer than `limitMs`.
 */
export class Watchdog {
  readonly #counter = new Int32Array(new SharedArrayBuffer(8));
  readonly #input = new Uint8Array(new SharedArrayBuffer(shown));
  readonly #worker: Worker;

  constructor(path: string, limitMs: number) {
    this.#worker = new Worker(`(${watch.toString()})()`, {
      eval: true,
      workerData: { counter: this.#counter, input: this.#input, path, limitMs },
    });
    this.#worker.unref();
  }

  /** Told before each input. */
  begin(input: Buffer): void {
    this.#input.set(input.subarray(0, shown));
    this.#counter[1] = Math.min(input.length, shown);
    this.#counter[0] = ((this.#counter[0] ?? 0) + 1) | 0;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Runs in the thread, from its own text: it may use nothing of this file. */
function watch(): void {
  const fs = process.getBuiltinModule('node:fs');
  const { counter, input, path, limitMs } = process.getBuiltinModule('node:worker_threads').workerData as {
    counter: Int32Array;
    input: Uint8Array;
    path: string;
    limitMs: number;
  };
  let last = -1;
  setInterval(() => {
    if (counter[0] === last) {
      fs.writeFileSync(path, Buffer.from(input.subarray(0, counter[1])));
      fs.writeSync(2, `fuzz: no end after ${limitMs} ms; the input is kept in ${path}\n`);
      process.kill(process.pid, 'SIGKILL');
    }
    last = counter[0] ?? 0;
  }, limitMs);
}
