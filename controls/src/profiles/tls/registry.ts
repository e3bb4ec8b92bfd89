import { join } from 'node:path';
import * as z from 'zod/mini';
import { readDataFile } from '../../data/data-file.ts';
import { TlsProfile } from './schema.ts';

export const tlsProfileIds = ['ipa-tls-3.1.1', 'mozilla-5.7', 'mozilla-5.8', 'mozilla-6.0'] as const;
export type TlsProfileId = (typeof tlsProfileIds)[number];

/** Every profile. Read on first use: most commands need none. */
export function tlsProfiles(): readonly TlsProfile[] {
  return tlsProfileIds.map(tlsProfile);
}

/** One profile. @throws {Error} that names the place in its file which does not fit */
export function tlsProfile(id: TlsProfileId): TlsProfile {
  let profile = loaded.get(id);
  if (!profile) loaded.set(id, (profile = loadTlsProfile(`${id}.yaml`)));
  return profile;
}

const loaded = new Map<TlsProfileId, TlsProfile>();

/** @param path below this folder */
function loadTlsProfile(path: string): TlsProfile {
  const parsed = TlsProfile.safeParse(readDataFile(join(import.meta.dirname, path)));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
