import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * Keeps the tables of the newest scan as plain text beside the data.
 *
 * @returns its path; null where nothing could be written, which the page does not need
 */
export function writeResultFile(folder: string, tables: string): string | null {
  const path = join(folder, 'this-machine.txt');
  try {
    // It names programs and accounts of this machine.
    writeFileSync(path, stripVTControlCharacters(tables), { mode: 0o600 });
    return path;
  } catch {
    return null;
  }
}
