import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Faults found, one for each place in the code and kind of error, with the input that shows it. */
export class Findings {
  readonly #folder: string;
  readonly #known = new Map<string, { target: string; message: string; file: string; times: number }>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  add(target: string, input: Buffer, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const where = text.split('\n').find((line) => line.includes('file://') && !line.includes('node_modules'));
    const key = `${target} ${error instanceof Error ? error.name : ''} ${where ?? text.slice(0, 100)}`;
    const known = this.#known.get(key);
    if (known) {
      known.times += 1;
      return;
    }
    const name = `${target}-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
    const file = join(this.#folder, name);
    writeFileSync(file, input);
    writeFileSync(`${file}.txt`, text);
    this.#known.set(key, { target, message: text.split('\n', 1)[0] ?? '', file, times: 1 });
    console.log(`fuzz: FOUND in ${target}: ${text.split('\n', 1)[0]} (${file})`);
  }

  get all() {
    return [...this.#known.values()];
  }
}
