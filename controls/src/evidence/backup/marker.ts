import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { unknownJob } from './schema.ts';
import type { BackupJob } from './schema.ts';

const maxMarkers = 20;

/**
 * What a backup job writes at its end into `backup.json`, or `backup-NAME.json` where there are several, in the
 * folder `markers` of the agent's data. Everything but the first member may be left out; instants are in the form
 * `2026-11-21T02:00:11Z`, with any zone.
 *
 * `{"lastSuccessAt": "…", "destination": "network", "encrypted": true, "isolated": true, "lastRestoreTestAt": "…"}`
 *
 * Write it under another name first and rename it, after the backup was checked to have succeeded, and only then.
 */
const Marker = z.strictObject({
  lastSuccessAt: z.nullable(z.iso.datetime({ offset: true })),
  destination: z.optional(z.enum(['network', 'removable', 'local-disk', 'tape', 'cloud'])),
  encrypted: z.optional(z.boolean()),
  isolated: z.optional(z.boolean()),
  lastRestoreTestAt: z.optional(z.nullable(z.iso.datetime({ offset: true }))),
});

/** Notes of backup jobs. @param separator of paths on this system */
export async function readMarkers(
  host: Host,
  unread: Unread[],
  folder: string,
  separator: '/' | '\\',
): Promise<BackupJob[]> {
  const names = await readPart(unread, folder, [], () => host.list(folder));
  const jobs: BackupJob[] = [];
  for (const name of (names ?? []).filter((candidate) =>
    /^backup(?:-[\w.-]{1,80})?\.json$/.test(candidate),
  )) {
    if (jobs.length >= maxMarkers) {
      unread.push({ what: `${folder}: more than ${maxMarkers} markers`, code: 'output-limit' });
      break;
    }
    const path = `${folder}${separator}${name}`;
    const job = await readPart(unread, path, null, () => readMarker(host, path, folder));
    if (job !== null) jobs.push({ ...job, name: /^backup-(.+)\.json$/.exec(name)?.[1] ?? null });
  }
  return jobs;
}

async function readMarker(host: Host, path: string, folder: string): Promise<BackupJob> {
  const text = new TextDecoder().decode(await host.readFile(path, { maxBytes: 4096 }));
  return { ...parseMarker(text), forgeable: await isForgeable(host, [path, folder]) };
}

/** @throws {ProbeError} `unparsable`; the member that does not fit is named */
export function parseMarker(text: string): BackupJob {
  let json: unknown;
  try {
    // A byte order mark is what PowerShell 5.1 writes in front.
    json = JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch (cause) {
    throw new ProbeError('unparsable', 'the marker of a backup is no JSON', { cause });
  }
  const parsed = Marker.safeParse(json);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ProbeError(
      'unparsable',
      `the marker of a backup does not fit at ${place.slice(0, 100) || 'its top'}`,
    );
  }
  const { lastSuccessAt, destination, encrypted, isolated, lastRestoreTestAt } = parsed.data;
  return {
    ...unknownJob,
    product: 'marker',
    lastSuccessAt: utc(lastSuccessAt),
    destination: destination ?? null,
    encrypted: encrypted ?? null,
    isolated: isolated ?? null,
    lastRestoreTestAt: utc(lastRestoreTestAt ?? null),
  };
}

function utc(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

/** Permission bits say it on Linux and macOS; on Windows the folder is the agent's own, which its installation closes. */
async function isForgeable(host: Host, paths: readonly string[]): Promise<boolean> {
  if (host.platform === 'windows') return false;
  for (const path of paths) {
    try {
      const { mode, uid } = await host.stat(path);
      if (uid !== 0 || (mode & 0o022) !== 0) return true;
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return false;
}
