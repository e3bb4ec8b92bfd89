import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';
import type { DataDirectory } from '../store/data-directory.ts';
import type { KeptCertificates } from '../tls/kept-certificates.ts';
import { tenkenVersion } from '../version.ts';

/** What a running collector tells commands on its own machine; gone with the folder of what it makes and removes. */
const Running = z.strictObject({
  pid: z.int(),
  startedAt: z.iso.datetime(),
  version: z.string(),
  url: z.string(),
  agentUrl: z.string(),
  pageCertificateEndsAt: z.iso.datetime(),
  agentsCertificateEndsAt: z.iso.datetime(),
});
export type Running = z.infer<typeof Running>;

export function tellRunning(
  directory: DataDirectory,
  {
    url,
    agentUrl,
    now,
    certificates,
  }: { url: string; agentUrl: string; now: Date; certificates: KeptCertificates },
): void {
  const running: Running = {
    pid: process.pid,
    startedAt: now.toISOString(),
    version: tenkenVersion,
    url,
    agentUrl,
    pageCertificateEndsAt: new Date(certificates.people.notAfterAt).toISOString(),
    agentsCertificateEndsAt: new Date(certificates.agents.notAfterAt).toISOString(),
  };
  writeFileSync(pathIn(directory), JSON.stringify(running), { mode: 0o600 });
}

/** @returns null when no collector works on this folder */
export function readRunning(directory: DataDirectory): Running | null {
  if (!isLocked(directory)) return null;
  try {
    return Running.parse(JSON.parse(readFileSync(pathIn(directory), 'utf8')));
  } catch {
    // It is between its lock and its first address.
    return null;
  }
}

/** Asks for the smallest lock there is and gives it back at once: a collector that starts at this moment waits for none. */
function isLocked({ path }: DataDirectory): boolean {
  let lock: Database.Database;
  try {
    lock = new Database(join(path, 'collector.lock'), { timeout: 0, readonly: true, fileMustExist: true });
  } catch {
    return false;
  }
  try {
    lock.prepare('select 1 from sqlite_master').get();
    return false;
  } catch (error) {
    return (error as { code?: string }).code?.startsWith('SQLITE_BUSY') === true;
  } finally {
    lock.close();
  }
}

function pathIn({ scratch }: DataDirectory): string {
  return join(scratch, 'running.json');
}
