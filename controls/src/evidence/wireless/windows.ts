import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { Network, Wireless } from './schema.ts';
import { parseWlanProfile } from './wlan-profile.ts';

const root = 'C:\\ProgramData\\Microsoft\\Wlansvc\\Profiles\\Interfaces';
/** `NdisPhysicalMedium`: native 802.11. */
const wirelessMedium = 9;
const maxProfiles = 200;

/** What is connected now is told to programs with consent to the location only; the profiles are there for everybody. */
export async function readWindows(host: Host): Promise<Wireless> {
  const unread: Unread[] = [];
  const adapters = await readAdapters(host);
  if (adapters.length === 0) {
    return { unread, container: false, adapters, profiles: [], connected: null, truncated: false };
  }
  const files: string[] = [];
  for (const folder of (await readPart(unread, root, [], () => host.list(root))) ?? []) {
    const path = `${root}\\${folder}`;
    const names = (await readPart(unread, path, [], () => host.list(path))) ?? [];
    files.push(...names.filter((name) => /\.xml$/i.test(name)).map((name) => `${path}\\${name}`));
  }
  const profiles: Network[] = [];
  for (const file of files.slice(0, maxProfiles)) {
    const profile = await readPart(unread, file, null, async () =>
      parseWlanProfile(new TextDecoder().decode(await host.readFile(file, { maxBytes: 64 * 1024 }))),
    );
    if (profile) profiles.push(profile);
  }
  return {
    unread,
    container: false,
    adapters,
    profiles,
    connected: null,
    truncated: files.length > maxProfiles,
  };
}

async function readAdapters(host: Host): Promise<string[]> {
  const instances = await host.cim({
    namespace: 'root/StandardCimv2',
    className: 'MSFT_NetAdapter',
    properties: ['InterfaceDescription', 'NdisPhysicalMedium'],
  });
  return instances
    .flatMap(({ InterfaceDescription, NdisPhysicalMedium }) => {
      if (typeof NdisPhysicalMedium !== 'number') {
        throw new ProbeError('unparsable', 'an adapter of MSFT_NetAdapter has no medium');
      }
      return NdisPhysicalMedium === wirelessMedium ? [String(InterfaceDescription).slice(0, 100)] : [];
    })
    .toSorted()
    .slice(0, 16);
}
