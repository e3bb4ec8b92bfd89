import { own, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readDrivers } from './linux-drivers.ts';
import type { UsbStorage } from './schema.ts';
import { readUsbguard } from './usbguard.ts';

/**
 * Desktop settings that keep media from being mounted by themselves are not looked at: they refuse nothing to
 * somebody who mounts by hand.
 */
export async function readLinux(host: Host): Promise<UsbStorage> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  const buses = await host.list('/sys/bus');
  const bus = buses.includes('usb') ? 'present' : 'absent';
  const nothing = { policies: [], newDevicesDenied: false, otherControls: [] };
  if (container || bus === 'absent') {
    return { unread, container, bus, drivers: [], usbguard: null, authorization: null, ...nothing };
  }
  return {
    unread,
    container,
    bus,
    drivers: await readDrivers(host, unread),
    usbguard: await readUsbguard(host, unread),
    authorization: await readAuthorization(host, unread),
    ...nothing,
  };
}

const words: Record<string, 'all' | 'none' | 'internal-only'> = {
  '0': 'none',
  '1': 'all',
  '2': 'internal-only',
};

/** `authorized_default` of each host controller: USBGuard leaves it at 0 when its daemon stops, until the next start. */
async function readAuthorization(host: Host, unread: Unread[]): Promise<UsbStorage['authorization']> {
  const folder = '/sys/bus/usb/devices';
  return readPart(unread, `${folder}/*/authorized_default`, null, async () => {
    const controllers = (await host.list(folder)).filter((name) => /^usb\d{1,3}$/.test(name));
    const seen = new Set<'all' | 'none' | 'internal-only'>();
    for (const controller of controllers) {
      const value = (await text(host, `${folder}/${controller}/authorized_default`)).trim();
      // -1: wireless USB only, all others are let in.
      const word = value === '-1' ? 'all' : own(words, value);
      if (!word) {
        throw new ProbeError('unparsable', `${controller}/authorized_default is neither -1, 0, 1 nor 2`);
      }
      seen.add(word);
    }
    const [first, second] = seen;
    if (!first) return null;
    const atBoot = /(?:^|\s)usbcore\.authorized_default=([012])(?:\s|$)/.exec(
      await text(host, '/proc/cmdline'),
    )?.[1];
    return {
      now: second ? 'mixed' : first,
      atBoot: atBoot === undefined ? null : (own(words, atBoot) ?? null),
    };
  });
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 * 1024 }));
}
