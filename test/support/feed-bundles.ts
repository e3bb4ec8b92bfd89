import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keyFingerprint } from '../../collector/src/audit/audit-key.ts';
import { writeBundle } from '../../collector/src/feeds/write-bundle.ts';
import { scratchFolder } from './scratch-folder.ts';

const samples = resolve(import.meta.dirname, '../../collector/src/feeds/samples');
const dayMs = 24 * 60 * 60 * 1000;

/** `YYYY-MM-DD`, so many days ago. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

export type Signer = { key: KeyObject; fingerprint: string; keyFile: string; publicFile: string };

/** A key of whoever carries bundles in, and the files that it lies in. */
export function signer(type: 'ed25519' | 'ec' = 'ed25519'): Signer {
  const { privateKey, publicKey } =
    type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const folder = scratchFolder();
  const keyFile = join(folder, 'feed.key');
  const publicFile = join(folder, 'feed.pem');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
  return { key: privateKey, fingerprint: keyFingerprint(publicKey), keyFile, publicFile };
}

const debian = {
  name: 'debian',
  kind: 'advisories',
  format: 'osv',
  source: 'https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip',
  covers: ['debian:12'],
  files: ['debian'],
};

/** Downloaded files with their description. */
export function downloaded(asOf = daysAgo(1), parts: readonly object[] = [debian]): string {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'debian'));
  cpSync(join(samples, 'dsa-5514-1.osv.json'), join(folder, 'debian', 'DSA-5514-1.json'));
  cpSync(join(samples, 'rhel-9.oval.xml'), join(folder, 'rhel-9.oval.xml'));
  mkdirSync(join(folder, 'csaf'));
  cpSync(join(samples, 'rhsa-2023-5453.csaf.json'), join(folder, 'csaf', 'rhsa-2023_5453.json'));
  writeFileSync(
    join(folder, 'feed.json'),
    JSON.stringify({ parts: parts.map((part) => ({ asOf, ...part })) }),
  );
  return folder;
}

export const parts = {
  debian,
  oval: {
    name: 'rhel-9',
    kind: 'advisories',
    format: 'oval',
    source: 'https://security.access.redhat.com/data/oval/v2/RHEL9/rhel-9.oval.xml.bz2',
    covers: ['rhel:9'],
    files: ['rhel-9.oval.xml'],
  },
  csaf: {
    name: 'rhel-9-csaf',
    kind: 'advisories',
    format: 'csaf',
    source: 'https://security.access.redhat.com/data/csaf/v2/advisories/',
    covers: ['rhel:9'],
    files: ['csaf'],
  },
};

/** A bundle of a folder, made at some moment. @returns its path */
export async function bundleOf(folder: string, by: Signer, madeAt = new Date()): Promise<string> {
  const path = join(scratchFolder(), 'feed.tenken-feed');
  await writeBundle(folder, path, by.key, () => madeAt);
  return path;
}
