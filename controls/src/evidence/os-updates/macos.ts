import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { parseSwVers } from '../os-release/macos.ts';
import { pendingUpdates } from './pending.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';

const plist = '/Library/Preferences/com.apple.SoftwareUpdate.plist';

/**
 * What the last scan found, without starting one: `softwareupdate --list` asks Apple, takes minutes and can hang.
 * `LastUpdatesAvailable` is not read; nobody maintains it since 15.4.
 */
export async function readMacos(host: Host): Promise<OsUpdates> {
  const sw = await host.run('sw_vers', []);
  if (sw.exitCode !== 0) throw new ProbeError('unparsable', `sw_vers exits with ${sw.exitCode}`);
  const { versionId } = parseSwVers(sw.stdout);
  await host.stat(plist);
  const scannedAt = parseScanDate(await extract(host, 'LastFullSuccessfulDate', 'raw'));
  const recommended = await extract(host, 'RecommendedUpdates', 'json');
  return {
    unread: [],
    container: false,
    manager: 'softwareupdate',
    systemVersion: versionId,
    // The catalogue is Apple's own, so a full scan is as new as its date.
    securitySource: true,
    index: { builtAt: scannedAt, refreshedAt: scannedAt, expiryCheckDisabled: null },
    ...pendingUpdates(parseRecommended(recommended, versionId ?? '')),
    heldBack: [],
    lastInstalledAt: null,
    // An update that waits for its restart is not installed yet, so it is among the pending ones.
    reboot: { needed: false, because: [] },
    kernel: null,
  };
}

/**
 * Null: the key is not there, for which `plutil -extract` exits with 1 and says so.
 *
 * @throws {ProbeError} `unparsable` for any other failure: no list is not an empty list
 */
async function extract(host: Host, key: string, format: 'raw' | 'json'): Promise<string | null> {
  const result = await host.run('plutil', ['-extract', key, format, '-o', '-', plist]);
  if (result.exitCode === 0) return result.stdout;
  if (/No value at that key path/.test(result.stdout + result.stderr)) return null;
  throw new ProbeError('unparsable', `plutil -extract ${key} exits with ${result.exitCode}`);
}

/** `2026-11-20T01:02:03Z` */
export function parseScanDate(raw: string | null): string | null {
  if (raw === null) return null;
  const text = raw.trim();
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new ProbeError('unparsable', 'the date of the last scan is no date');
  }
  return new Date(text).toISOString();
}

const Recommended = z.array(
  z.object({
    Identifier: z.optional(z.string()),
    'Product Key': z.optional(z.string()),
    'Display Name': z.optional(z.string()),
    'Display Version': z.optional(z.string()),
  }),
);

/**
 * Apple does not class its updates. Those of the running major version and of Safari carry security fixes as a
 * rule; a newer major version is an upgrade.
 */
export function parseRecommended(json: string | null, version: string): PendingUpdate[] {
  if (json === null) return [];
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (cause) {
    throw new ProbeError('unparsable', 'RecommendedUpdates is no JSON', { cause });
  }
  const parsed = Recommended.safeParse(list);
  if (!parsed.success) throw new ProbeError('unparsable', 'RecommendedUpdates: unexpected shape');
  const [major] = version.split('.');
  return parsed.data.map((update) => {
    const name = update['Display Name'] ?? update['Identifier'] ?? update['Product Key'] ?? '?';
    const candidate = update['Display Version'] ?? null;
    const system = /^macOS\b/.test(name);
    const security = system ? candidate?.split('.')[0] === major : /^Safari\b/.test(name) ? true : null;
    return { name, installed: system ? version : null, candidate, security, severity: null };
  });
}
