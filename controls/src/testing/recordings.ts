import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Recording } from '@tenken/shared';

const evidenceRoot = join(import.meta.dirname, '..', 'evidence');

/** Names of the folders below `root` that hold an `index.ts`: the units that a registry has to list. */
export function unitFolders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .toSorted();
}

/** Names, without `.json`, of the recordings kept beside one evidence kind. */
export function recordingNames(kind: string): string[] {
  const folder = join(evidenceRoot, kind, 'recordings');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

/** @throws {z.core.$ZodError} when the file is no recording */
export function loadRecording(kind: string, name: string): Recording {
  return Recording.parse(
    JSON.parse(readFileSync(join(evidenceRoot, kind, 'recordings', `${name}.json`), 'utf8')),
  );
}

/** What the probe is expected to read from a recording: `recordings/NAME.expected.json`. */
export function expectedPath(kind: string, name: string): string {
  return join(evidenceRoot, kind, 'recordings', `${name}.expected.json`);
}
