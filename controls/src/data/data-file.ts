import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sha256 } from '@tenken/shared';
import type * as yaml from 'yaml';

const built = join(import.meta.dirname, '../../dist/data');

/**
 * Reads a file of plain data. Taking YAML apart takes a collector a fifth of its start, so what it says is taken from
 * the build, where that was made of the same bytes.
 *
 * @param path of a YAML file
 * @param folder of what was built
 */
export function readDataFile(path: string, folder = built): unknown {
  const source = readFileSync(path);
  const made = join(folder, builtName(source));
  return existsSync(made) ? JSON.parse(readFileSync(made, 'utf8')) : parseData(source.toString('utf8'));
}

/** What a build calls the same data as JSON: another source has another name. */
export function builtName(source: Buffer): string {
  return `${sha256(source)}.json`;
}

export function parseData(source: string): unknown {
  // Only where nothing was built: its 70 modules take as long to load as some files to read.
  const { parse } = createRequire(import.meta.url)('yaml') as typeof yaml;
  // Core schema: no merge keys, no custom tags.
  return parse(source, { schema: 'core' });
}
