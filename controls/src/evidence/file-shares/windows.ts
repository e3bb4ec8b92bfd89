import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { boundedShares } from './schema.ts';
import type { FileShares, Share } from './schema.ts';
import { openBySddl } from './sddl.ts';

const script = `foreach ($s in @(Get-Service -Name LanmanServer)) { [pscustomobject]@{ kind = 'service'; status = [int]$s.Status } }
foreach ($c in @(Get-SmbServerConfiguration)) { [pscustomobject]@{ kind = 'server'; version1 = [bool]$c.EnableSMB1Protocol; version2 = [bool]$c.EnableSMB2Protocol; signing = [bool]$c.RequireSecuritySignature; encrypt = [bool]$c.EncryptData; rejectClear = [bool]$c.RejectUnencryptedAccess } }
foreach ($s in @(Get-SmbShare)) { [pscustomobject]@{ kind = 'share'; name = [string]$s.Name; path = [string]$s.Path; special = [bool]$s.Special; type = [int]$s.ShareType; sddl = [string]$s.SecurityDescriptor } }`;

const Answer = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('service'), status: z.int() }),
    z.object({
      kind: z.literal('server'),
      version1: z.boolean(),
      version2: z.boolean(),
      signing: z.boolean(),
      encrypt: z.boolean(),
      rejectClear: z.boolean(),
    }),
    z.object({
      kind: z.literal('share'),
      name: z.string(),
      path: z.string(),
      special: z.boolean(),
      type: z.int(),
      sddl: z.string(),
    }),
  ]),
);

const client = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mrxsmb10';
const lsa = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';

export async function readWindows(host: Host): Promise<FileShares> {
  const unread: Unread[] = [];
  const data = await powershell(host, 'file-shares', script);
  const isAnonymousEveryone = (await readDword(host, unread, lsa, 'EveryoneIncludesAnonymous')) === 1;
  const { server, shares } = parseShares(data, isAnonymousEveryone);
  const start = await readDword(host, unread, client, 'Start');
  return {
    unread,
    container: false,
    smbServer: server,
    // Without the key the driver is not installed; 4: it is and may not start.
    smb1Client: start === undefined ? null : start !== null && start !== 4,
    ...boundedShares(shares),
  };
}

export function parseShares(
  data: readonly unknown[],
  isAnonymousEveryone: boolean,
): { server: FileShares['smbServer']; shares: Share[] } {
  const parsed = Answer.safeParse(data);
  if (!parsed.success) throw new ProbeError('unparsable', 'the answer about shares has another shape');
  const service = parsed.data.find((entry) => entry.kind === 'service');
  const server = parsed.data.find((entry) => entry.kind === 'server');
  if (!service || !server) throw new ProbeError('unparsable', 'no word of the server service');
  // 4: Running.
  if (service.status !== 4) return { server: null, shares: [] };
  const shares = parsed.data.flatMap((entry): Share[] => {
    if (entry.kind !== 'share') return [];
    const open = entry.special
      ? null
      : (openBySddl(entry.sddl) ?? { openTo: ['everyone' as const], writable: true });
    const openTo = open?.openTo ?? [];
    return [
      {
        protocol: 'smb',
        name: entry.name.slice(0, 200),
        path: entry.path.slice(0, 200) || null,
        // 1: a printer; shares for administrators have the highest bit as well and are special.
        special: entry.special || (entry.type & 0xff) === 1,
        openTo:
          isAnonymousEveryone && openTo.includes('everyone')
            ? [...new Set([...openTo, 'anonymous' as const])]
            : openTo,
        writable: open?.writable ?? null,
        remoteRoot: null,
      },
    ];
  });
  return {
    server: {
      version1: server.version1,
      signingRequired: server.signing,
      encryptionRequired: server.encrypt && server.rejectClear,
    },
    shares,
  };
}

/** Null = no such key or value; undefined = it could not be read. */
async function readDword(
  host: Host,
  unread: Unread[],
  path: string,
  name: string,
): Promise<number | null | undefined> {
  const key = await readPart(unread, path, 'absent' as const, () => host.registry(path));
  if (key === null) return undefined;
  if (key === 'absent') return null;
  const value = Object.entries(key.values).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
  return value?.type === 'REG_DWORD' ? value.data : null;
}
