import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { manifestName } from './manifest.ts';

const form = /^\d{8}T\d{6}Z$/;

/** A folder in `parent` named after the moment, in UTC: `20261122T003000Z` sorts as it was made. */
export function datedFolder(parent: string, now: Date): string {
  return join(
    parent,
    now
      .toISOString()
      .replaceAll(/[-:]/g, '')
      .replace(/\.\d{3}Z$/, 'Z'),
  );
}

/**
 * Removes the oldest dated backups of a folder; whatever else lies there is left alone, and so is what is no whole
 * backup.
 *
 * @param keep how many of the newest stay; 1 at least
 * @returns those that were removed
 */
export function removeOldBackups(parent: string, keep: number): string[] {
  const whole = readdirSync(parent)
    .filter((name) => form.test(name) && existsSync(join(parent, name, manifestName)))
    .toSorted();
  const old = whole.slice(0, Math.max(0, whole.length - Math.max(1, keep)));
  for (const name of old) rmSync(join(parent, name), { recursive: true, force: true });
  return old;
}
