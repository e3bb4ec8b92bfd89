import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { Printing } from './schema.ts';

const daemons = ['/usr/sbin/cupsd', '/snap/cups/current/sbin/cupsd'];
const units = ['cups.service', 'cups.socket', 'cups.path'];

export async function readLinux(host: Host): Promise<Printing> {
  const unread: Unread[] = [];
  const spooler = await readSpooler(host);
  const printers =
    spooler === 'absent' ? 0 : await readPart(unread, '/etc/cups/printers.conf', 0, () => readPrinters(host));
  return { unread, spooler, printers, deviceControl: null, addingRestricted: null };
}

/** CUPS is started by any of three units: all of them have to be masked for it to stay off. */
async function readSpooler(host: Host): Promise<'absent' | 'disabled' | 'enabled'> {
  let found = false;
  for (const daemon of daemons) found ||= await exists(host, daemon);
  if (!found) return 'absent';
  for (const unit of units) {
    if ((await linkTarget(host, `/etc/systemd/system/${unit}`)) !== '/dev/null') return 'enabled';
  }
  return 'disabled';
}

/** Found by themselves in the network, printers are not in this file. It may hold passwords: only lines are counted. */
async function readPrinters(host: Host): Promise<number> {
  return countPrinters(new TextDecoder().decode(await host.readFile('/etc/cups/printers.conf')));
}

/** `<Printer NAME>` and `<DefaultPrinter NAME>` begin one. */
export function countPrinters(conf: string): number {
  return Math.min(10_000, conf.split('\n').filter((line) => /^\s*<(?:Default)?Printer\s/i.test(line)).length);
}

async function linkTarget(host: Host, path: string): Promise<string | null> {
  try {
    return await host.readLink(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
