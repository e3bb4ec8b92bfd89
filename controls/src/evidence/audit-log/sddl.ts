import { own } from '@tenken/shared';
import type { LogAccess } from './schema.ts';

/** Administrators, the system, and what Windows itself installs and runs its logging service as. */
const trusted = new Set([
  'BA',
  'SY',
  'S-1-5-18',
  'S-1-5-32-544',
  // The service EventLog, TrustedInstaller.
  'S-1-5-80-880578595-1860270145-482643319-2788375705-1540778122',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
]);

/** Server and backup operators, to whom Windows itself opens the logs other than that of security. */
const operators = new Set(['SO', 'BO', 'S-1-5-32-549', 'S-1-5-32-551']);

/** Event Log Readers and the accounts that services log with: their purpose is to read or to add records. */
const readers = new Set(['S-1-5-32-573', 'ER', 'NS', 'LS', 'S-1-5-19', 'S-1-5-20']);

/** Two letters for rights of files, and the bits they stand for. */
const rightBits: Record<string, number> = {
  GA: 0x10000000,
  GW: 0x40000000,
  GR: 0x80000000,
  FA: 0x1f01ff,
  FW: 0x120116,
  FR: 0x120089,
  FX: 0x1200a0,
  SD: 0x10000,
  WD: 0x40000,
  WO: 0x80000,
  RC: 0x20000,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
};

/** Bits that let somebody change or remove what is there: generic, delete, owner, permissions. */
const changes = 0x10000000 | 0x40000000 | 0x10000 | 0x40000 | 0x80000;

/** Of an event log 1 reads, 2 adds records, 4 clears it. Adding is what programs do with the other logs. */
export function channelAccess(sddl: string, isSecurity: boolean): LogAccess[] {
  return accessOf(
    sddl,
    { read: isSecurity ? 0x1 : 0, write: changes | 0x4 | (isSecurity ? 0x2 : 0) },
    isSecurity,
  );
}

/** Of a file 1 reads, 2 writes, 4 appends. */
export function fileAccess(sddl: string, isSecurity: boolean): LogAccess[] {
  return accessOf(sddl, { read: isSecurity ? 0x1 | 0x80000000 : 0, write: changes | 0x2 | 0x4 }, isSecurity);
}

/**
 * Who beyond the trusted ones an allowing entry of a security descriptor lets do something. Denying entries are
 * left out: they can only take away, and what they take away from whom depends on memberships that are not known here.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */
function accessOf(sddl: string, masks: { read: number; write: number }, isSecurity: boolean): LogAccess[] {
  const access = new Map<string, LogAccess>();
  const add = (who: string, may: LogAccess['may']) => access.set(`${who} ${may}`, { who, may });
  // The part between `D:` and `S:`; a descriptor without entries would let everybody do everything.
  const entries = /D:[A-Z]*((?:\([^()]*\))*)/.exec(sddl)?.[1];
  if (entries === undefined) return [];
  for (const [, entry = ''] of entries.matchAll(/\(([^()]*)\)/g)) {
    const [type, flags = '', rights = '', , , who = ''] = entry.split(';');
    // `IO`: inherited by what lies below and not in force here.
    if (type !== 'A' || trusted.has(who) || (!isSecurity && operators.has(who)) || /^(?:..)*IO/.test(flags)) {
      continue;
    }
    const mask = maskOf(rights);
    if ((mask & masks.write) !== 0) add(who.slice(0, 184), 'write');
    if ((mask & masks.read) !== 0 && !readers.has(who)) add(who.slice(0, 184), 'read');
  }
  return [...access.values()].slice(0, 20);
}

function maskOf(rights: string): number {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number(rights);
  let mask = 0;
  for (const name of rights.match(/../g) ?? []) mask |= own(rightBits, name) ?? 0;
  return mask;
}
