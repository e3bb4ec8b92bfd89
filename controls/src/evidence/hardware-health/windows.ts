import { ProbeError } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { formOf } from './forms.ts';
import { without } from './smartctl.ts';
import type { Disk, DiskArray, HardwareHealth } from './schema.ts';

const namespace = 'root\\Microsoft\\Windows\\Storage';

/** @see https://learn.microsoft.com/windows-hardware/drivers/storage/msft-physicaldisk */
export async function readWindows(host: Host): Promise<HardwareHealth> {
  const unread: Unread[] = [];
  const rows = await host.cim({
    namespace,
    className: 'MSFT_PhysicalDisk',
    properties: [
      'DeviceId',
      'FriendlyName',
      'BusType',
      'HealthStatus',
      'OperationalStatus',
      'CannotPoolReason',
    ],
  });
  if (rows.length > 64) unread.push({ what: 'MSFT_PhysicalDisk', code: 'output-limit' });
  const disks = rows.slice(0, 64).map((row) => ({ row, disk: diskOf(row) }));
  // 2 = it lies in a pool.
  const pooled = disks.filter(({ row }) => numbers(row['CannotPoolReason']).includes(2));
  const spaces = await readPart(unread, 'MSFT_VirtualDisk', [], () =>
    host.cim({
      namespace,
      className: 'MSFT_VirtualDisk',
      properties: [
        'FriendlyName',
        'ResiliencySettingName',
        'PhysicalDiskRedundancy',
        'HealthStatus',
        'OperationalStatus',
      ],
    }),
  );
  const partitions = await readPart(unread, 'MSFT_Partition', [], () =>
    host.cim({ namespace, className: 'MSFT_Partition', properties: ['DiskNumber', 'GptType', 'MbrType'] }),
  );
  const members = pooled.map(({ disk }) => disk.name);
  return {
    unread,
    container: false,
    disks: disks.map(({ disk }) => disk),
    arrays: [
      ...(spaces ?? []).slice(0, 60).map((space) => spaceOf(space, members)),
      ...dynamicDisks(partitions ?? [], disks),
    ],
  };
}

function diskOf(row: CimInstance): Disk {
  const { DeviceId, FriendlyName, BusType } = row;
  const model = typeof FriendlyName === 'string' ? FriendlyName : '';
  const id = typeof DeviceId === 'string' ? DeviceId : '?';
  const place = {
    name: `${id} ${model}`.trim().slice(0, 100),
    form: formByBus(BusType, model),
    // USB and SD.
    removable: BusType === 7 || BusType === 12,
  };
  if (place.form !== 'physical') return { ...place, ...without('not-supported') };
  return { ...place, ...stateOf(row) };
}

/** 6 fibre channel, 8 RAID, 9 iSCSI, 14 and 15 virtual, 16 Storage Spaces. */
function formByBus(bus: CimInstance[string] | undefined, model: string): Disk['form'] {
  if (bus === 8) return 'raid-volume';
  if (typeof bus === 'number' && [6, 9, 14, 15, 16].includes(bus)) return 'virtual';
  return formOf(model);
}

/** 0 healthy, 1 warning, 2 unhealthy, 5 unknown. Operational status 5 = the disk foretells its failure. */
function stateOf(row: CimInstance): Pick<Disk, 'status' | 'signs' | 'why'> {
  const predicted = numbers(row['OperationalStatus']).includes(5);
  switch (row['HealthStatus']) {
    case 0:
      return { status: predicted ? 'failing' : 'good', signs: [], why: null };
    case 1:
      return { status: predicted ? 'failing' : 'warning', signs: [], why: null };
    case 2:
      return { status: 'failing', signs: [], why: null };
    case 5:
      return without('not-supported');
    default:
      throw new ProbeError('unparsable', 'MSFT_PhysicalDisk has a health status that is not known');
  }
}

/** Operational status 53252 = in service: a repair is under way. `ResiliencySettingName` is never translated. */
function spaceOf(space: CimInstance, members: string[]): DiskArray {
  const { FriendlyName, ResiliencySettingName: level, PhysicalDiskRedundancy: redundancy } = space;
  const health = space['HealthStatus'];
  const repairs = numbers(space['OperationalStatus']).includes(53_252);
  return {
    name: (typeof FriendlyName === 'string' ? FriendlyName : '?').slice(0, 100),
    system: 'storage-spaces',
    level: typeof level === 'string' && level !== '' ? level.slice(0, 100) : null,
    redundant: typeof redundancy === 'number' ? redundancy > 0 : null,
    state:
      health === 0
        ? 'good'
        : health === 1
          ? repairs
            ? 'rebuilding'
            : 'degraded'
          : health === 2
            ? 'failed'
            : null,
    members: members.slice(0, 64),
  };
}

/** Volumes over dynamic disks, mirrors among them, are seen by no class: only their partitions tell that they are there. */
function dynamicDisks(
  partitions: readonly CimInstance[],
  disks: readonly { row: CimInstance; disk: Disk }[],
): DiskArray[] {
  const numbersOfDisks = new Set(
    partitions
      .filter(
        ({ GptType, MbrType }) =>
          MbrType === 0x42 ||
          (typeof GptType === 'string' && GptType.toLowerCase() === '{af9b60a0-1431-4f62-bc68-3311714a69ad}'),
      )
      .map(({ DiskNumber }) => String(DiskNumber)),
  );
  const members = disks
    .filter(({ row }) => numbersOfDisks.has(String(row['DeviceId'])))
    .map(({ disk }) => disk.name);
  if (numbersOfDisks.size === 0) return [];
  return [
    { name: 'dynamic disks', system: 'dynamic-disks', level: null, redundant: null, state: null, members },
  ];
}

function numbers(value: CimInstance[string] | undefined): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'number') : [];
}
