import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod/mini';

/** Writes a file that is there whole or not at all after a crash or a power cut, readable by its owner only. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    sync(temporary, 'r+');
    renameSync(temporary, path);
  } catch (error) {
    // A full disk must not keep half a file besides.
    rmSync(temporary, { force: true });
    throw error;
  }
  // Without this a power cut can take the new name away again; Windows cannot open folders and does not need it.
  if (process.platform !== 'win32') sync(dirname(path), 'r');
}

function sync(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A small file of state, or null when it is not there or damaged: what is in it can be lost and made anew. */
export function readState<T>(path: string, schema: z.ZodMiniType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Keeps a small file of state where the disk allows it. */
export function writeState(path: string, value: unknown): void {
  try {
    writeDurably(path, `${JSON.stringify(value)}\n`);
  } catch {
    // Full or read-only: the agent works on without what it would have remembered.
  }
}
