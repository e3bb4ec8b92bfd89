import type { DeviceFamily } from '@tenken/controls/evidence';
import { isProbeError, own, sha256 } from '@tenken/shared';
import type { Host, HostFacts } from '@tenken/shared';

/** What the host says of itself, asked through the same interface as all evidence. Never throws. */
export async function readHostFacts(host: Host): Promise<HostFacts> {
  const facts = await readers[host.platform](host);
  const { machineId, ...rest } = facts;
  return {
    platform: host.platform,
    ...rest,
    name: bounded(facts.name) ?? 'unknown',
    osName: bounded(facts.osName),
    osVersion: bounded(facts.osVersion),
    architecture: bounded(facts.architecture),
    // The id itself is confidential by machine-id(5); its hash still tells two machines apart.
    machineIdHash: machineId ? sha256(`tenken:${machineId}`) : null,
  };
}

type RawFacts = Record<'name' | 'osName' | 'osVersion' | 'architecture' | 'machineId', string | null>;

const readers: Record<Host['platform'], (host: Host) => Promise<RawFacts>> = {
  async linux(host) {
    const release = osRelease(
      (await fileText(host, '/etc/os-release')) ?? (await fileText(host, '/usr/lib/os-release')) ?? '',
    );
    return {
      name: await fileText(host, '/proc/sys/kernel/hostname'),
      osName: release.get('NAME') ?? null,
      osVersion: release.get('DEBIAN_VERSION_FULL') ?? release.get('VERSION_ID') ?? null,
      architecture: await commandText(host, 'uname', ['-m']),
      machineId: await fileText(host, '/etc/machine-id'),
    };
  },
  async windows(host) {
    const version = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
    const build = await registryText(host, version, 'CurrentBuild');
    const revision = await registryText(host, version, 'UBR');
    return {
      name: await registryText(
        host,
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName',
        'ComputerName',
      ),
      // ProductName says 'Windows 10' on Windows 11 too; the build tells them apart.
      osName:
        build === null
          ? null
          : windowsName(await registryText(host, version, 'InstallationType'), Number(build)),
      osVersion: build === null ? null : `10.0.${build}${revision === null ? '' : `.${revision}`}`,
      architecture: await registryText(
        host,
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment',
        'PROCESSOR_ARCHITECTURE',
      ),
      machineId: await registryText(host, 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', 'MachineGuid'),
    };
  },
  async 'network-device'(host) {
    const device = await deviceOrNull(host);
    return {
      name: device?.name ?? device?.address ?? null,
      osName: device && familyNames[device.family],
      osVersion: device?.version ?? null,
      architecture: device?.model ?? null,
      machineId: null,
    };
  },
  async macos(host) {
    const platformExpert = await commandText(host, '/usr/sbin/ioreg', [
      '-rd1',
      '-c',
      'IOPlatformExpertDevice',
    ]);
    return {
      name: await commandText(host, '/usr/sbin/scutil', ['--get', 'LocalHostName']),
      osName: 'macOS',
      osVersion: await commandText(host, '/usr/bin/sw_vers', ['-productVersion']),
      architecture: await commandText(host, '/usr/bin/uname', ['-m']),
      machineId: /"IOPlatformUUID" = "([0-9A-F-]{36})"/.exec(platformExpert ?? '')?.[1] ?? null,
    };
  },
};

const familyNames: Record<DeviceFamily, string> = {
  ios: 'Cisco IOS',
  junos: 'Junos',
  rtx: 'YAMAHA RTX',
  fortios: 'FortiOS',
};

async function deviceOrNull(host: Host) {
  const { readDevice, readSession } = await import('@tenken/controls/evidence');
  try {
    return { ...(await readDevice(host)), address: (await readSession(host)).address };
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}

function windowsName(installationType: string | null, build: number): string {
  if (installationType?.startsWith('Server')) return 'Windows Server';
  return build >= 22_000 ? 'Windows 11' : 'Windows 10';
}

/** `KEY=value` or `KEY="value"`, as os-release(5) writes it. */
function osRelease(file: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of file.split('\n')) {
    const match = /^([A-Z0-9_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))$/.exec(line.trim());
    if (match?.[1]) {
      entries.set(match[1], (match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '').trim());
    }
  }
  return entries;
}

async function fileText(host: Host, path: string): Promise<string | null> {
  return orNull(async () =>
    new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 * 1024 })).trim(),
  );
}

async function commandText(host: Host, program: string, args: string[]): Promise<string | null> {
  return orNull(async () => {
    const { exitCode, stdout } = await host.run(program, args);
    return exitCode === 0 ? stdout.trim() : null;
  });
}

async function registryText(host: Host, key: string, name: string): Promise<string | null> {
  return orNull(async () => {
    const value = own((await host.registry(key)).values, name);
    return value === undefined ? null : String(value.data);
  });
}

/** A name that cannot be read is left out: it identifies nothing, the certificate does. */
async function orNull(read: () => Promise<string | null>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}

function bounded(value: string | null): string | null {
  return value ? value.toWellFormed().slice(0, 255).toWellFormed() || null : null;
}
