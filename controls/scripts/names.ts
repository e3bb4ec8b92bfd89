import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `time-sync` → `timeSync` */
export function camelCase(id: string): string {
  return id.replaceAll(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** `time-sync` → `TimeSync` */
export function pascalCase(id: string): string {
  const camel = camelCase(id);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** Folders below `root` that hold an `index.ts`, sorted. */
export function unitNames(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .toSorted();
}
