import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { formOf } from './forms.ts';
import { readArrays } from './linux-arrays.ts';
import type { Disk, HardwareHealth } from './schema.ts';
import { parseSmartctl, without } from './smartctl.ts';

const maxDisks = 64;
/** Each question is a program and takes the disk some ten milliseconds. */
const maxAsked = 32;

/** Drivers of controllers that join disks by themselves and show one in their place. */
const raidDrivers =
  /^(megaraid|megaraid_sas|megaraid_mbox|hpsa|cciss|smartpqi|aacraid|arcmsr|3w-9xxx|3w-sas|3w-xxxx|ips)$/;

export async function readLinux(host: Host): Promise<HardwareHealth> {
  const unread: Unread[] = [];
  if (await isContainer(host)) return { unread, container: true, disks: [], arrays: [] };
  const blocks = await host.list('/sys/block');
  const names = blocks.filter((name) => /^((sd|hd|vd|xvd)[a-z]{1,4}|nvme\d+n\d+|mmcblk\d+)$/.test(name));
  if (names.length > maxDisks) unread.push({ what: 'disks', code: 'output-limit' });
  const disks: Disk[] = [];
  let asked = 0;
  for (const name of names.slice(0, maxDisks)) {
    const place = await readPart(unread, `/sys/block/${name}`, null, () => readPlace(host, name));
    if (!place) continue;
    if (place.form !== 'physical') {
      disks.push({ name, ...place, ...without('not-supported') });
      continue;
    }
    asked += 1;
    const state =
      asked > maxAsked
        ? without('not-asked')
        : await readPart(unread, `SMART of ${name}`, without('not-supported'), () => readState(host, name));
    disks.push({ name, ...place, ...(state ?? without('not-asked')) });
  }
  return { unread, container: false, disks, arrays: await readArrays(host, unread, blocks) };
}

async function readPlace(host: Host, name: string): Promise<Pick<Disk, 'form' | 'removable'>> {
  const folder = `/sys/block/${name}`;
  const value = async (file: string) => (await readTextOrNull(host, `${folder}/${file}`))?.trim() ?? '';
  const where = await host.readLink(folder);
  const model = `${await value('device/vendor')} ${await value('device/model')}`;
  const card = name.startsWith('mmcblk') && (await value('device/type')) === 'SD';
  const removable = card || (await value('removable')) === '1' || /\/usb\d+\//.test(where);
  return { form: await formAt(host, name, where, model), removable };
}

async function formAt(host: Host, name: string, where: string, model: string): Promise<Disk['form']> {
  // iSCSI and fibre channel: another machine keeps the disk.
  if (/^x?vd/.test(name) || /\/(session\d+|rport-[\d:-]+|virtio\d+)\//.test(where)) return 'virtual';
  const adapter = /\/(host\d+)\//.exec(where)?.[1];
  const driver =
    adapter === undefined ? null : await readTextOrNull(host, `/sys/class/scsi_host/${adapter}/proc_name`);
  return raidDrivers.test(driver?.trim() ?? '') ? 'raid-volume' : formOf(model);
}

async function readState(host: Host, name: string): Promise<Pick<Disk, 'status' | 'signs' | 'why'>> {
  if (name.startsWith('mmcblk')) return readFlash(host, name);
  // A sleeping disk is left asleep; NVMe knows no such state.
  const sleeping = name.startsWith('nvme') ? [] : ['--nocheck=standby'];
  try {
    const args = ['--json', '--health', '--attributes', ...sleeping, `/dev/${name}`];
    return parseSmartctl((await host.run('smartctl', args, { timeoutMs: 10_000 })).stdout);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return without('tool-missing');
    throw error;
  }
}

/** eMMC: 1 = normal, 2 = 80 % of its reserve is used, 3 = 90 %. SD cards have no such file. */
async function readFlash(host: Host, name: string): Promise<Pick<Disk, 'status' | 'signs' | 'why'>> {
  const folder = `/sys/block/${name}/device`;
  const end = Number((await readTextOrNull(host, `${folder}/pre_eol_info`))?.trim());
  if (end === 1) return { status: 'good', signs: [], why: null };
  if (end === 2 || end === 3) return { status: 'warning', signs: ['worn-out'], why: null };
  return without('not-supported');
}
