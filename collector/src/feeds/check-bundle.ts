import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBundle } from './read-bundle.ts';
import { readPart } from './read-part.ts';

/**
 * Reads a bundle as an import would, whoever has signed it: whoever makes one learns of faults where they can be
 * repaired.
 *
 * @throws {TenkenError} as `importBundle`, but for trust and age
 */
export async function checkBundle(
  path: string,
  onStep: (what: string) => void,
): Promise<{ fingerprint: string; parts: { name: string; entries: number }[] }> {
  const bundle = await openBundle(path, () => true, Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'tenken-feed-'));
  try {
    const parts: { name: string; entries: number }[] = [];
    for (const part of bundle.manifest.parts) {
      onStep(`checking ${part.name}`);
      const read = await readPart(bundle, part, folder);
      parts.push({ name: part.name, entries: read.kind === 'table' ? 1 : read.sets.count });
      if (read.kind === 'advisories') read.sets.close();
    }
    return { fingerprint: bundle.signer, parts };
  } finally {
    bundle.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
