import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import product from '../../package.json' with { type: 'json' };

type Figures = { results: readonly { id: string }[] };

/** Figures of a release, one file for each database: what is measured anew takes the place of what was there. */
export function keepRelease<T extends Figures>(content: T, database: string): void {
  const name = `${product.version}${database === 'sqlite' ? '' : `-${database}`}.json`;
  const file = join(import.meta.dirname, 'results', name);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figures).results : [];
  const anew = new Set(content.results.map(({ id }) => id));
  const results = [...before.filter(({ id }) => !anew.has(id)), ...content.results];
  writeFileSync(file, `${JSON.stringify({ ...content, results }, null, 2)}\n`);
}
