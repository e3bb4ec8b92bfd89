import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parsePlist, plistMember, plistTexts } from '../plist.ts';
import type { Plist } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { formOf } from './forms.ts';
import type { Disk, DiskArray, HardwareHealth } from './schema.ts';
import { without } from './smartctl.ts';

const maxDisks = 16;

export async function readMacos(host: Host): Promise<HardwareHealth> {
  const unread: Unread[] = [];
  const list = await diskutil(host, ['list', '-plist', 'physical']);
  const names = plistTexts(plistMember(list, 'WholeDisks')).filter((name) => /^disk\d{1,4}$/.test(name));
  if (names.length > maxDisks) unread.push({ what: 'disks', code: 'output-limit' });
  const disks: Disk[] = [];
  for (const name of names.slice(0, maxDisks)) {
    const disk = await readPart(unread, `diskutil info ${name}`, null, async () =>
      diskOf(name, await diskutil(host, ['info', '-plist', name])),
    );
    if (disk) disks.push(disk);
  }
  const arrays = await readPart(unread, 'diskutil appleRAID list', [], async () =>
    arraysOf(await diskutil(host, ['appleRAID', 'list', '-plist'])),
  );
  return { unread, container: false, disks, arrays: arrays ?? [] };
}

async function diskutil(host: Host, args: string[]): Promise<Plist> {
  const { exitCode, stdout } = await host.run('diskutil', args, { timeoutMs: 15_000 });
  if (exitCode !== 0) throw new ProbeError('unparsable', `diskutil ${args[0]} exits with ${exitCode}`);
  return parsePlist(stdout);
}

/** `SMARTStatus` is one of `Verified`, `Failing`, `About to Fail`, `Not Supported`, in English on every Mac. */
function diskOf(name: string, info: Plist): Disk {
  const model = plistMember(info, 'MediaName');
  const place = {
    name,
    form: formOf(typeof model === 'string' ? model : ''),
    removable: plistMember(info, 'RemovableMediaOrExternalDevice') === true,
  };
  switch (plistMember(info, 'SMARTStatus')) {
    case 'Verified':
      return { ...place, status: 'good', signs: [], why: null };
    case 'Failing':
    case 'About to Fail':
      return { ...place, status: 'failing', signs: [], why: null };
    default:
      return { ...place, ...without('not-supported') };
  }
}

const states = new Map<string, DiskArray['state']>([
  ['Online', 'good'],
  ['Degraded', 'degraded'],
  ['Rebuilding', 'rebuilding'],
  ['Offline', 'failed'],
  ['Failed', 'failed'],
]);

export function arraysOf(list: Plist): DiskArray[] {
  const sets = plistMember(list, 'AppleRAIDSets');
  if (!Array.isArray(sets)) return [];
  return sets.slice(0, 64).map((set) => {
    const level = plistMember(set, 'Level');
    const status = plistMember(set, 'Status');
    const members = plistMember(set, 'Members');
    const statuses = Array.isArray(members)
      ? members.map((member) => plistMember(member, 'MemberStatus'))
      : [];
    const broken = statuses.some((one) => one !== 'Online');
    const told = typeof status === 'string' ? (states.get(status) ?? null) : null;
    return {
      name: textOf(plistMember(set, 'Name')) ?? textOf(plistMember(set, 'BSD Name')) ?? '?',
      system: 'apple-raid',
      level: textOf(level),
      redundant: level === undefined ? null : level === 'Mirror',
      state: broken && told === 'good' ? 'degraded' : told,
      members: (Array.isArray(members) ? members : [])
        .map((member) => textOf(plistMember(member, 'BSD Name'))?.replace(/s\d{1,3}$/, ''))
        .filter((name) => name !== undefined)
        .slice(0, 64),
    };
  });
}

function textOf(value: Plist | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
}
