import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readApt } from './apt.ts';
import { isContainer } from '../container.ts';
import { readDnf } from './dnf.ts';
import { kernelWaits, readKernel, rebootMarks } from './kernel.ts';
import type { OsUpdates } from './schema.ts';
import { readZypper } from './zypper.ts';
import { exists } from '../exists.ts';

export async function readLinux(host: Host): Promise<OsUpdates> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  // The package manager of an image-based system does not decide what boots next.
  if (await exists(host, '/run/ostree-booted')) {
    throw new ProbeError('unsupported', 'rpm-ostree and bootc systems');
  }
  const { database, read } = await packageManager(host);
  const updates = await read(host, unread);
  if (container) {
    return { unread, container, ...updates, kernel: null, reboot: { needed: null, because: [] } };
  }
  const because = (await readPart(unread, 'marks for a reboot', [], () => rebootMarks(host))) ?? [];
  const kernel = await readPart(unread, 'installed kernels', null, () => readKernel(host, database));
  const waits = kernel === null ? null : kernelWaits(kernel);
  if (waits === true) because.push('kernel');
  return {
    unread,
    container,
    ...updates,
    kernel,
    reboot: { needed: because.length > 0 ? true : waits, because },
  };
}

async function packageManager(host: Host): Promise<{ database: 'dpkg' | 'rpm'; read: typeof readApt }> {
  // By the database that is in use, not by the tools: rpm and dnf can be installed on Debian.
  if (await exists(host, '/var/lib/dpkg/status')) return { database: 'dpkg', read: readApt };
  if (await runs(host, 'zypper')) return { database: 'rpm', read: readZypper };
  if (await runs(host, 'dnf')) return { database: 'rpm', read: readDnf };
  throw new ProbeError('unsupported', 'neither apt, dnf nor zypper');
}

async function runs(host: Host, program: string): Promise<boolean> {
  try {
    await host.run(program, ['--version']);
    return true;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}
