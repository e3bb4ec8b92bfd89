import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kept beside the code: inputs that reached code which the seeds do not reach. Larger ones are not worth a clone. */
const folder = join(import.meta.dirname, '..', 'corpus');
const maxKeptBytes = 2048;
const maxKept = 60;

/** Inputs that earlier runs kept: one line of Base64 each. */
export function keptInputs(target: string): Buffer[] {
  const path = join(folder, `${target}.txt`);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'base64'));
}

/** Writes what this run and earlier ones found, the smallest first. */
export function keepInputs(target: string, inputs: readonly Buffer[]): void {
  const lines = new Set(
    [...inputs]
      .filter(({ length }) => length <= maxKeptBytes)
      .toSorted((a, b) => a.length - b.length)
      .slice(0, maxKept)
      .map((input) => input.toString('base64')),
  );
  if (lines.size === 0) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${target}.txt`), `${[...lines].join('\n')}\n`);
}
