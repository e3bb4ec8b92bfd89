import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that only this run knows; the caller removes it. */
export function makeScratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tenken-test-'));
}

export function removeScratchFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A folder for one test, removed when it is over. */
export function scratchFolder(): string {
  const folder = makeScratchFolder();
  onTestFinished(() => removeScratchFolder(folder));
  return folder;
}
