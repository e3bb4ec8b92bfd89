import type { DeviceFamily } from '@tenken/controls/evidence';
import { TenkenError } from '@tenken/shared';
import type { Host, Scan } from '@tenken/shared';
import { scan } from '../../scan.ts';
import type { ScanOptions } from '../../scan.ts';
import { secretLine } from '../../ssh/secret-file.ts';
import { connectTarget } from '../ssh/open-ssh-host.ts';
import type { SshTarget } from '../ssh/open-ssh-host.ts';
import { DeviceHost } from './device-host.ts';

/** A network device behind SSH, and how it is asked. */
export type DeviceTarget = SshTarget & { device: DeviceFamily; enablePasswordFile?: string };

/** @throws {TenkenError} `usage` and as `connectTarget` and `DeviceHost.open` */
export async function openDevice(target: DeviceTarget): Promise<DeviceHost> {
  const { device: family, enablePasswordFile, sudoPasswordFile } = target;
  if (sudoPasswordFile !== undefined) {
    throw new TenkenError('usage', 'A network device has no sudo: name a file with --enable-password-file.');
  }
  const enablePassword = enablePasswordFile === undefined ? undefined : secretLine(enablePasswordFile);
  const connection = await connectTarget(target);
  return DeviceHost.open(connection, { family, ...(enablePassword !== undefined && { enablePassword }) });
}

/**
 * Reads what a device tells.
 *
 * @param through the host that probes ask, when somebody stands between, such as a recorder
 * @throws {TenkenError} `target-unreachable` when the session ends meanwhile
 */
export async function scanDevice(
  host: DeviceHost,
  options: ScanOptions = {},
  through: Host = host,
): Promise<Scan> {
  const done = await scan(through, options);
  host.assertWhole();
  return done;
}
