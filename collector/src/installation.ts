import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** How this software came to its machine: as a package, which puts `tenken` on the path, or as a folder for npx. */
export const Installation = z.enum(['package', 'checkout']).meta({ id: 'Installation' });
export type Installation = z.infer<typeof Installation>;

const root = join(import.meta.dirname, '..', '..');

export function installationOf(folder = root): Installation {
  return existsSync(join(folder, 'build.json')) ? 'package' : 'checkout';
}

/** What a command line begins with at this machine. */
export function programOf(installation: Installation): string {
  return installation === 'package' ? 'tenken' : 'npx tenken';
}
