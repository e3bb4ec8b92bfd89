import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { parsePlistMembers } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { countPrinters } from './linux.ts';
import type { Printing } from './schema.ts';

const profile = '/Library/Managed Preferences/com.apple.mcxprinting.plist';

/** CUPS is part of macOS and cannot be taken out. */
export async function readMacos(host: Host): Promise<Printing> {
  const unread: Unread[] = [];
  const conf = '/etc/cups/printers.conf';
  const printers = await readPart(unread, conf, 0, async () =>
    countPrinters(new TextDecoder().decode(await host.readFile(conf))),
  );
  const addingRestricted = await readPart(unread, profile, false, () => needsAdministrator(host));
  return { unread, spooler: 'enabled', printers, deviceControl: null, addingRestricted };
}

async function needsAdministrator(host: Host): Promise<boolean> {
  if (!(await exists(host, profile))) return false;
  return parsePlistMembers(await host.readFile(profile)).get('RequireAdminToAddPrinters') === true;
}
