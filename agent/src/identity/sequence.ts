import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../durable-file.ts';
import { sequenceFile } from './identity.ts';

/**
 * The next report's number: one more than the last one that was handed out, on disk before it is used. A damaged
 * file or a disk that cannot be written must not give a number twice: the collector would take this for a second
 * machine. The clock's seconds count for more than any number of reports.
 */
export function nextSequence(folder: string): number {
  const last = lastSequence(folder);
  const next = last === null ? seconds() : last + 1;
  try {
    writeDurably(join(folder, sequenceFile), `${next}\n`);
    return next;
  } catch {
    return Math.max(next, seconds());
  }
}

/** The collector knows a higher number of this host: go on from there. */
export function raiseSequence(folder: string, atLeast: number): void {
  const last = lastSequence(folder);
  if (last !== null && last >= atLeast) return;
  try {
    writeDurably(join(folder, sequenceFile), `${atLeast}\n`);
  } catch {
    // It is tried again after the next report.
  }
}

/** @returns null when the file is damaged */
function lastSequence(folder: string): number | null {
  let content: string;
  try {
    content = readFileSync(join(folder, sequenceFile), 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 0 : null;
  }
  const last = Number(content);
  return /^\d+\n$/.test(content) && Number.isSafeInteger(last) ? last : null;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
