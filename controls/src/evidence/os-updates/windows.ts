import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { pendingUpdates } from './pending.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';
import { updateSearch } from './windows-script.ts';

const Instant = z.nullable(z.iso.datetime());
const Search = z.object({
  resultCode: z.int(),
  hiddenResultCode: z.int(),
  serverSelection: z.int(),
  newestChangeAt: Instant,
  lastSearchAt: Instant,
  lastInstallAt: Instant,
  rebootRequired: z.boolean(),
  updates: z.array(
    z.object({
      title: z.string(),
      kb: z.array(z.string()),
      severity: z.string(),
      hidden: z.boolean(),
      categories: z.array(z.string()),
    }),
  ),
});
export type Search = z.infer<typeof Search>;

const rebootKeys: Record<string, string> = {
  RebootRequired:
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired',
  RebootPending:
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending',
};

export async function readWindows(host: Host): Promise<OsUpdates> {
  const unread: Unread[] = [];
  const search = parseSearch(await powershell(host, 'wua-search', updateSearch, { timeoutMs: 180_000 }));
  const because: string[] = search.rebootRequired ? ['Microsoft.Update.SystemInfo'] : [];
  for (const [name, key] of Object.entries(rebootKeys)) {
    const found = await readPart(unread, key, null, () => host.registry(key));
    if (found) because.push(name);
  }
  return {
    unread,
    container: false,
    manager: 'windows-update',
    systemVersion: null,
    securitySource: await hasUpdateServer(host),
    index: { builtAt: search.newestChangeAt, refreshedAt: search.lastSearchAt, expiryCheckDisabled: null },
    ...pendingUpdates(search.updates.map(pendingUpdate)),
    heldBack: search.updates
      .filter(({ hidden }) => hidden)
      .map(nameOf)
      .slice(0, 100),
    lastInstalledAt: search.lastInstallAt,
    reboot: { needed: because.length > 0, because },
    kernel: null,
  };
}

/** 2: the search succeeded. 3, with errors, means that some updates could not be looked at. */
export function parseSearch(answer: readonly unknown[]): Search {
  const parsed = Search.safeParse(answer[0]);
  if (answer.length !== 1 || !parsed.success) {
    throw new ProbeError('unparsable', 'wua-search: unexpected shape');
  }
  const { resultCode, hiddenResultCode } = parsed.data;
  if (resultCode !== 2 || hiddenResultCode !== 2) {
    throw new ProbeError(
      'unparsable',
      `wua-search: the search ended with ${resultCode} and ${hiddenResultCode}`,
    );
  }
  return parsed.data;
}

/** Classification identifiers. @see https://learn.microsoft.com/previous-versions/windows/desktop/ff357803(v=vs.85) */
const security = new Set(['0fa1201d-4330-4fa8-8ae9-b877473b6441', 'e6cf1350-c01b-414d-a61f-263d14d133b4']);
const notSecurity = new Set([
  // Definition updates: an antivirus control looks at their age.
  'e0789628-ce08-4437-be74-2495b842f43b',
  // Feature packs, tools, drivers, upgrades to a newer Windows.
  'b54e7d24-7add-428f-8b75-90a396fa584f',
  'b4832bd8-e735-4761-8daf-37f882276dab',
  'ebfc1fc5-71a4-4f7b-9aca-3b9a503104a0',
  '3689bdc8-b205-4af4-8d4a-a63924c5e9d5',
]);

/** Update rollups, service packs and plain updates may hold security fixes: unclassified. */
function pendingUpdate(update: Search['updates'][number]): PendingUpdate {
  const categories = update.categories.map((id) => id.toLowerCase());
  const rated = update.severity !== '';
  const known =
    rated || categories.some((id) => security.has(id))
      ? true
      : categories.some((id) => notSecurity.has(id))
        ? false
        : null;
  return {
    name: nameOf(update),
    installed: null,
    candidate: update.title,
    security: known,
    severity: rated ? update.severity : null,
  };
}

/** Titles are translated; the number of the article is not. */
function nameOf({ kb, title }: Search['updates'][number]): string {
  return (kb.length > 0 ? kb.map((number) => `KB${number}`).join(' ') : title).slice(0, 200);
}

const policyKey = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate';

/** False: the update service is disabled, or the internet is forbidden and no server of one's own is named. */
async function hasUpdateServer(host: Host): Promise<boolean> {
  const service = await keyOrNull(host, 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\wuauserv');
  if (service === null || number(service, 'Start') === 4) return false;
  const policy = await keyOrNull(host, policyKey);
  const automatic = await keyOrNull(host, `${policyKey}\\AU`);
  const server = policy ? value(policy, 'WUServer') : undefined;
  // `WUServer` alone does nothing.
  const own =
    automatic !== null &&
    number(automatic, 'UseWUServer') === 1 &&
    server?.type === 'REG_SZ' &&
    server.data !== '';
  return own || policy === null || number(policy, 'DoNotConnectToWindowsUpdateInternetLocations') !== 1;
}

async function keyOrNull(host: Host, key: string): Promise<RegistryKey | null> {
  try {
    return await host.registry(key);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function number(key: RegistryKey, name: string): number | null {
  const found = value(key, name);
  return found?.type === 'REG_DWORD' ? found.data : null;
}

function value(key: RegistryKey, name: string) {
  const wanted = name.toLowerCase();
  return Object.entries(key.values).find(([known]) => known.toLowerCase() === wanted)?.[1];
}
