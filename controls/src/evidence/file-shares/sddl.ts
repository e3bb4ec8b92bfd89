import { own } from '@tenken/shared';
import type { Share } from './schema.ts';

/** Well-known groups by their short names and numbers. */
const groups: Record<string, Share['openTo'][number]> = {
  WD: 'everyone',
  'S-1-1-0': 'everyone',
  BG: 'guests',
  LG: 'guests',
  'S-1-5-32-546': 'guests',
  AN: 'anonymous',
  'S-1-5-7': 'anonymous',
};

/**
 * Who is let in by the access list of a share: `O:SYG:SYD:(A;;0x1301bf;;;WD)(A;;FA;;;BA)`. Names in the list of
 * Windows' own tools are translated; these are not. Null = no access list, which lets in everybody.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */
export function openBySddl(sddl: string): Pick<Share, 'openTo' | 'writable'> | null {
  const list = /D:[A-Z]*((?:\([^)]*\))*)/.exec(sddl)?.[1];
  if (list === undefined) return null;
  const openTo = new Set<Share['openTo'][number]>();
  let isWritable = false;
  for (const [, entry = ''] of list.matchAll(/\(([^)]*)\)/g)) {
    const [type, , rights = '', , , who = ''] = entry.split(';');
    const group = own(groups, who) ?? (/^S-1-5-21-(?:\d+-){3}501$/.test(who) ? 'guests' : undefined);
    if (type !== 'A' || group === undefined) continue;
    openTo.add(group);
    isWritable ||= canWrite(rights);
  }
  return { openTo: [...openTo], writable: openTo.size === 0 ? null : isWritable };
}

/** Full, all or write access in letters, or the bits for writing (2) and appending (4). */
function canWrite(rights: string): boolean {
  if (/^0x[0-9a-f]+$/i.test(rights)) return (Number.parseInt(rights, 16) & 0x6) !== 0;
  return (rights.match(/../g) ?? []).some((pair) => ['FA', 'FW', 'GA', 'GW', 'KA'].includes(pair));
}
