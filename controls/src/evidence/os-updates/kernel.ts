import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { compareDebVersions } from './deb-version.ts';
import { compareRpmVersions } from './rpm-version.ts';
import type { OsUpdates } from './schema.ts';

type Kernel = NonNullable<OsUpdates['kernel']>;
type Installed = { release: string; flavour: string; version: string };

/** The running kernel beside the newest installed one of the same flavour, from the database of packages. */
export async function readKernel(host: Host, database: 'dpkg' | 'rpm'): Promise<Kernel> {
  const running = new TextDecoder()
    .decode(await host.readFile('/proc/sys/kernel/osrelease'))
    .trim()
    .slice(0, 200);
  if (database === 'rpm') return compareRpmKernels(running, parseRpmKernels(await rpmKernels(host)));
  const builtFrom = debianBuild(new TextDecoder().decode(await host.readFile('/proc/version')));
  return compareDebKernels(running, builtFrom, parseDebKernels(await debKernels(host)));
}

/** True: a newer kernel waits for a reboot. Null: the running one is of no installed package. */
export function kernelWaits(kernel: Kernel): boolean | null {
  if (kernel.newestInstalled === null) return null;
  if (kernel.newestInstalled !== kernel.running) return true;
  return kernel.runningVersion !== null && kernel.newestInstalledVersion !== kernel.runningVersion;
}

/** `… #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22)`: the package version, which may grow while `uname -r` stays. */
export function debianBuild(procVersion: string): string | null {
  return / Debian (\S+) \(\d{4}-\d{2}-\d{2}\)\s*$/.exec(procVersion)?.[1]?.slice(0, 200) ?? null;
}

export function parseDebKernels(output: string): Installed[] {
  return rows(output).flatMap(([name, status, version]) => {
    // Removed kernels stay listed with their configuration (`rc`), virtual names with `un` and no version.
    if (name === undefined || status?.[1] !== 'i') return [];
    const release = name.replace(/^linux-image-(unsigned-)?/, '').replace(/-unsigned$/, '');
    if (!version) throw new ProbeError('unparsable', 'dpkg-query gives no kernel version');
    // Debug symbols are no kernel.
    if (release.endsWith('-dbg') || release.endsWith('-dbgsym')) return [];
    return [{ release, flavour: flavourOf(release), version }];
  });
}

/** `6.12.48+deb13-cloud-amd64` → `cloud-amd64`; `5.15.0-91-generic` → `generic`; meta packages: ``. */
function flavourOf(release: string): string {
  return /^\d.*?\d(?:\+[a-z0-9]+)?-([a-z][\w-]*)$/.exec(release)?.[1] ?? '';
}

export function compareDebKernels(running: string, builtFrom: string | null, installed: Installed[]): Kernel {
  const own = installed.find(({ release }) => release === running);
  const flavour = flavourOf(running);
  const same = installed.filter((kernel) => kernel.flavour === flavour && flavour !== '');
  // A kernel of a foreign build with a Debian-like name would compare nonsense: one of its flavour must exist.
  const newest = same.toSorted((a, b) => compareDebVersions(b.release, a.release))[0];
  if (!newest || (!own && compareDebVersions(newest.release, running) < 0)) {
    return unknownKernel(running, builtFrom);
  }
  return {
    running,
    runningVersion: builtFrom,
    newestInstalled: newest.release.slice(0, 200),
    newestInstalledVersion: newest.version.slice(0, 200),
  };
}

/** Packages that hold a kernel image, and no other part or meta package of one. */
const rpmImage =
  /^kernel(?:\d[\d.]*)?(?:-(?:core|(?:uek|rt|64k|debug|rt-debug|64k-debug|uki-virt|azure|default|default-base|preempt|64kb|rt|longterm)(?:-core)?))?$/;

export function parseRpmKernels(output: string): Installed[] {
  return rows(output).flatMap(([name, version, architecture]) => {
    if (!name || !version || !architecture) throw new ProbeError('unparsable', 'rpm gives no kernel version');
    if (!rpmImage.test(name)) return [];
    return [{ release: rpmRelease(name, version, architecture), flavour: name, version }];
  });
}

/** What `uname -r` says of a package's kernel: `5.14.0-427.13.1.el9_4.x86_64+rt`, on SUSE `6.4.0-150600.23.25-default`. */
function rpmRelease(name: string, version: string, architecture: string): string {
  const suse = /^kernel-(default|preempt|azure|64kb|longterm)(?:-base)?$/.exec(name);
  if (suse) return `${version.replace(/\.\d+$/, '')}-${suse[1]}`;
  const variant = /^kernel-(rt|64k|debug|rt-debug|64k-debug)(?:-core)?$/.exec(name)?.[1];
  return `${version}.${architecture}${variant ? `+${variant}` : ''}`;
}

export function compareRpmKernels(running: string, installed: Installed[]): Kernel {
  const own = installed.find(({ release }) => release === running);
  if (!own) return unknownKernel(running, null);
  const same = installed.filter(({ flavour }) => flavour === own.flavour);
  const newest = same.toSorted((a, b) => compareRpmVersions(b.version, a.version))[0] ?? own;
  return {
    running,
    runningVersion: null,
    newestInstalled: newest.release.slice(0, 200),
    newestInstalledVersion: newest.version.slice(0, 200),
  };
}

function unknownKernel(running: string, runningVersion: string | null): Kernel {
  return { running, runningVersion, newestInstalled: null, newestInstalledVersion: null };
}

async function debKernels(host: Host): Promise<string> {
  const format = '${Package} ${db:Status-Abbrev} ${Version}\n';
  const result = await host.run('dpkg-query', [
    '-W',
    '-f',
    format,
    'linux-image-[0-9]*',
    'linux-image-unsigned-[0-9]*',
  ]);
  // 1: nothing matches one of the patterns; what matches the other one is printed.
  if (result.exitCode > 1) throw new ProbeError('unparsable', `dpkg-query exits with ${result.exitCode}`);
  return result.stdout;
}

async function rpmKernels(host: Host): Promise<string> {
  const result = await host.run('rpm', ['-qa', '--qf', '%{NAME} %{VERSION}-%{RELEASE} %{ARCH}\n', 'kernel*']);
  if (result.exitCode !== 0) throw new ProbeError('unparsable', `rpm exits with ${result.exitCode}`);
  return result.stdout;
}

function rows(output: string): string[][] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/ +/));
}

const marks = ['/run/reboot-required', '/run/reboot-needed'];

/** Marks that packages leave for a person: Debian's and Ubuntu's, SUSE's. Their absence alone proves nothing. */
export async function rebootMarks(host: Host): Promise<string[]> {
  const found: string[] = [];
  for (const path of marks) {
    try {
      await host.stat(path);
      found.push(path);
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return found;
}
