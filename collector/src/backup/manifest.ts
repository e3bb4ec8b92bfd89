import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { z } from 'zod';
import { sha256OfFile } from './files.ts';

export const manifestName = 'manifest.json';

/** What a backup holds. Paths are of our own making: what is read from a file must not lead elsewhere. */
export const Manifest = z.strictObject({
  format: z.literal('tenken-backup'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  madeBy: z.string(),
  files: z
    .array(
      z.strictObject({
        path: z.string().regex(/^(tenken\.db|authority\/[a-z0-9][a-z0-9.-]*\.pem)$/),
        bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .refine((files) => files.some(({ path }) => path === 'tenken.db'), 'the database is not among the files'),
});
export type Manifest = z.infer<typeof Manifest>;

/**
 * Reads what a backup says of itself and compares every file with it.
 *
 * @throws {TenkenError} `backup-unusable`
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  if (!existsSync(path)) throw unusable(folder, `it has no ${manifestName}`);
  let manifest: Manifest;
  try {
    manifest = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw unusable(folder, `its ${manifestName} is not one that this version can read`, cause);
  }
  for (const file of manifest.files) await compare(folder, file);
  return manifest;
}

/** @throws {TenkenError} `backup-unusable` when a file in the folder is not the one of the manifest */
export async function compare(folder: string, file: Manifest['files'][number]): Promise<void> {
  const path = join(folder, file.path);
  if (!existsSync(path)) throw unusable(folder, `${file.path} is missing`);
  if (statSync(path).size !== file.bytes || (await sha256OfFile(path)) !== file.sha256) {
    throw unusable(folder, `${file.path} is not the file that was backed up`);
  }
}

function unusable(folder: string, what: string, cause?: unknown): TenkenError {
  return new TenkenError('backup-unusable', `${folder} is not a whole backup: ${what}.`, { cause });
}
