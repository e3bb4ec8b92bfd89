import { own } from '@tenken/shared';
import type { ProtectedFile } from './schema.ts';

type Access = NonNullable<ProtectedFile['windows']>;

const maxIdentifiers = 30;

/** Well-known letters of the security descriptor language; those of a domain stay letters. */
const identifiers: Record<string, string> = {
  AN: 'S-1-5-7',
  AU: 'S-1-5-11',
  BA: 'S-1-5-32-544',
  BG: 'S-1-5-32-546',
  BO: 'S-1-5-32-551',
  BU: 'S-1-5-32-545',
  CO: 'S-1-3-0',
  IU: 'S-1-5-4',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  NU: 'S-1-5-2',
  OW: 'S-1-3-4',
  PU: 'S-1-5-32-547',
  SO: 'S-1-5-32-549',
  SY: 'S-1-5-18',
  WD: 'S-1-1-0',
  AC: 'S-1-15-2-1',
};

const bits: Record<string, number> = {
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  SD: 0x1_0000,
  RC: 0x2_0000,
  WD: 0x4_0000,
  WO: 0x8_0000,
  GA: 0x1000_0000,
  GX: 0x2000_0000,
  GW: 0x4000_0000,
  GR: 0x8000_0000,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
};

/** Contents, or everything. */
const reading = 0x9000_0001;
/** Contents, children, the list itself, the owner, or deleting it. */
const writing = 0x500d_0046;

/**
 * Who gets in by an access list, `O:SYG:SYD:AI(A;;FA;;;SY)(A;;0x1200a9;;;BU)`. An entry that only children inherit
 * does not count, and denials are passed over: who is both allowed and denied is shown. Null = no descriptor.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */
export function accessBySddl(sddl: string): Access | null {
  const owner = /(?:^|[^(;])O:(S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1];
  const list = /D:([A-Z_]*)((?:\([^)]*\))*)/.exec(sddl);
  const known = owner === undefined ? null : named(owner);
  // Without a list everybody may do everything; an empty one lets nobody in.
  if (list === null || list[1] === 'NO_ACCESS_CONTROL') {
    if (known === null && list === null) return null;
    return { owner: known, readers: ['S-1-1-0'], writers: ['S-1-1-0'] };
  }
  const readers = new Set<string>();
  const writers = new Set<string>();
  for (const [, entry = ''] of (list[2] ?? '').matchAll(/\(([^)]*)\)/g)) {
    const [type = '', flags = '', rights = '', , , who = ''] = entry.split(';');
    if (!/^X?A$/.test(type) || /^(?:[A-Z]{2})*?IO/.test(flags)) continue;
    const mask = maskOf(rights);
    if ((mask & reading) !== 0) readers.add(named(who));
    if ((mask & writing) !== 0) writers.add(named(who));
  }
  return { owner: known, readers: listed(readers), writers: listed(writers) };
}

function named(who: string): string {
  return (own(identifiers, who) ?? who).slice(0, 190);
}

function listed(who: ReadonlySet<string>): string[] {
  return [...who].toSorted().slice(0, maxIdentifiers);
}

/** Letters that are not known count as everything. */
function maskOf(rights: string): number {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number.parseInt(rights, 16);
  return (rights.match(/../g) ?? []).reduce((mask, pair) => mask | (own(bits, pair) ?? 0x1000_0000), 0);
}
