import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { hardwareAddress, positive, said } from './said.ts';
import type { Adapter, HardwareInventory } from './schema.ts';
import { parseProfile } from './system-profiler.ts';
import { isVirtualModel } from './virtual-machine.ts';

const diskTypes = ['SPNVMeDataType', 'SPSerialATADataType', 'SPUSBDataType'];

/**
 * Who the machine is tells `Host.hardware`, where there is an agent; disks, memory and adapters are asked of programs
 * whose output is not meant for people.
 */
export async function readMacos(host: Host): Promise<HardwareInventory> {
  const unread: Unread[] = [];
  const { system, bios, cpu } = (await readPart(unread, 'system, firmware and processor', null, () =>
    host.hardware(),
  )) ?? { system: null, bios: null, cpu: null };
  const bytes = await readPart(unread, 'hw.memsize', null, async () =>
    positive(await outputOf(host, '/usr/sbin/sysctl', ['-n', 'hw.memsize'])),
  );
  const disks = await readPart(unread, 'disks', [], async () => {
    const args = ['-json', '-detailLevel', 'basic', ...diskTypes];
    return parseProfile(await outputOf(host, '/usr/sbin/system_profiler', args, 30_000));
  });
  const adapters = await readPart(unread, 'network adapters', [], async () =>
    parseAdapters(await outputOf(host, '/sbin/ifconfig', ['-a'])),
  );
  if (system === null && bytes === null && disks === null && adapters === null) {
    const [first] = unread;
    throw new ProbeError(first?.code ?? 'internal', 'nothing of the hardware could be read');
  }
  const manufacturer = said(system?.manufacturer);
  const model = said(system?.model);
  return {
    unread,
    form: model === null ? null : isVirtualModel(manufacturer, model) ? 'virtual' : 'physical',
    manufacturer,
    model,
    serialNumber: said(system?.serial),
    firmware: { vendor: said(bios?.vendor), version: said(bios?.version), releasedOn: null },
    memory: { bytes, of: 'installed' },
    processors: {
      model: said([cpu?.manufacturer, cpu?.brand].filter(Boolean).join(' ')),
      sockets: positive(cpu?.processors),
      cores: positive(cpu?.physicalCores),
      threads: positive(cpu?.cores),
    },
    disks: disks ?? [],
    adapters: adapters ?? [],
  };
}

/**
 * `en0`, `en1`, …: the others are bridges, tunnels and peer-to-peer links of the system. Which of these is plugged in
 * is not told here.
 */
export function parseAdapters(output: string): Adapter[] {
  const adapters: Adapter[] = [];
  let name: string | null = null;
  for (const line of output.split('\n')) {
    const head = /^([a-z][a-z0-9]{0,30}): /.exec(line)?.[1];
    if (head !== undefined) name = head;
    const address = hardwareAddress(/^\s+ether (\S{17})\s*$/.exec(line)?.[1]);
    if (name === null || address === null || !/^en\d+$/.test(name) || adapters.length === 64) continue;
    adapters.push({ name, hardwareAddress: address, permanent: null, bus: null });
  }
  return adapters;
}

async function outputOf(
  host: Host,
  program: string,
  args: readonly string[],
  timeoutMs = 10_000,
): Promise<string> {
  const { exitCode, stdout } = await host.run(program, args, { timeoutMs });
  if (exitCode !== 0) throw new ProbeError('internal', `${program} exits with ${exitCode}`);
  return stdout.trim();
}
