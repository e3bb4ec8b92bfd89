import { hostname } from 'node:os';
import type { Platform, ReportReceipt, Scan } from '@tenken/shared';
import { TenkenError } from '@tenken/shared';
import { openDevice, scanDevice } from '../hosts/device/scan-device.ts';
import type { DeviceTarget } from '../hosts/device/scan-device.ts';
import { LocalHost } from '../hosts/local.ts';
import { openSshHost } from '../hosts/ssh/open-ssh-host.ts';
import { scanOverSsh } from '../hosts/ssh/scan-over-ssh.ts';
import { enroll } from '../identity/enroll.ts';
import type { Identity } from '../identity/identity.ts';
import { loadIdentity } from '../identity/identity.ts';
import { scanAndPush, scanForever } from '../run.ts';
import type { AgentOptions, AskedScan } from '../run.ts';
import { sendStatus } from '../status.ts';
import type { SendStatus } from '../status.ts';
import { agentVersion } from '../version.ts';
import { Places } from './places.ts';
import type { GatewayTarget, TargetList } from './targets.ts';

export type GatewayOptions = {
  list: TargetList;
  /** What went wrong at one target; the others go on. */
  onProblem: (target: string, message: string, error?: unknown) => void;
  onReceipt?: (target: string, receipt: ReportReceipt) => void;
  /** Where reports go, when it is not where enrolment said. */
  reportsUrl?: string;
};

/** A target that is not enrolled, or is by now. */
export type Enrolled = { target: string; hostId: string; isNew: boolean };

/**
 * Makes an identity, on this gateway, for each target that has none. The target is not asked: it need not be up.
 *
 * @param token good for as many enrolments as there are targets without identity
 * @throws {TenkenError} as `enroll`, for the first that fails; those before it are enrolled
 */
export async function enrollTargets(
  targets: readonly GatewayTarget[],
  options: { server: string; token: string; authority: string },
): Promise<Enrolled[]> {
  const enrolled: Enrolled[] = [];
  for (const { name, folder } of targets) {
    const before = loadIdentity(folder);
    let identity: Identity;
    try {
      identity = before ?? (await enroll({ ...options, folder, hostName: name }));
    } catch (error) {
      throw unfinished(error, targets, name);
    }
    enrolled.push({ target: name, hostId: identity.hostId, isNew: before === null });
  }
  return enrolled;
}

/** What is done and what is left: a token is good for one enrolment unless it was made for more. */
function unfinished(error: unknown, targets: readonly GatewayTarget[], failed: string): unknown {
  if (!(error instanceof TenkenError)) return error;
  const left = targets.filter(({ folder }) => loadIdentity(folder) === null).length;
  const done = targets.length - left;
  return new TenkenError(
    error.code,
    `${failed}: ${error.message} ${done} of ${targets.length} targets are enrolled, and stay so. Each takes one use of a token: where this one is used up, make one for the ${left} that are left with 'tenken collector token --uses ${left}' and run this again.`,
    { cause: error },
  );
}

/** One report of each target. @returns how many were not taken; each was told */
export async function scanTargetsOnce(options: GatewayOptions): Promise<number> {
  const places = new Places(options.list.parallel);
  const failed = await Promise.all(
    options.list.targets.map(async (target) => {
      try {
        await scanAndPush(agentOptions(target, options, places));
        return 0;
      } catch (error) {
        options.onProblem(target.name, 'No report', error);
        return 1;
      }
    }),
  );
  return failed.reduce<number>((sum, one) => sum + one, 0);
}

/** Scans each target at its own place in every interval, until the signal. */
export async function scanTargetsForever(
  options: GatewayOptions & { intervalMs: number; signal: AbortSignal },
): Promise<void> {
  const { intervalMs, signal } = options;
  const places = new Places(options.list.parallel);
  await Promise.all(
    options.list.targets.map(async (target) => {
      try {
        await scanForever({ ...agentOptions(target, options, places), intervalMs, signal });
      } catch (error) {
        options.onProblem(target.name, 'It is not scanned', error);
      }
    }),
  );
}

/** What is known here of each target. */
export function targetStatus({ targets }: TargetList): {
  target: string;
  hostId: string | null;
  sending: SendStatus | null;
}[] {
  return targets.map(({ name, folder }) => ({
    target: name,
    hostId: loadIdentity(folder)?.hostId ?? null,
    sending: sendStatus(folder),
  }));
}

/** Signs in and starts a shell, without a scan. @throws {TenkenError} as `openSshHost` */
export async function checkTarget(target: GatewayTarget): Promise<{
  target: string;
  platform: Platform;
  administrator: boolean;
}> {
  const { name, ssh, device } = target;
  const host = device === null ? await openSshHost(ssh) : await openDevice(deviceTarget(target, device));
  host.close();
  return { target: name, platform: host.platform, administrator: host.isAdministrator };
}

function agentOptions(target: GatewayTarget, options: GatewayOptions, places: Places): AgentOptions {
  return {
    // Certificates are renewed and reports are sent by the gateway's clock.
    host: new LocalHost(),
    folder: target.folder,
    ...(options.reportsUrl !== undefined && { reportsUrl: options.reportsUrl }),
    scan: (_gateway, asked) => places.take(() => scanTarget(target, asked)),
    onReceipt: (receipt) => options.onReceipt?.(target.name, receipt),
    onProblem: (message, error) => options.onProblem(target.name, message, error),
  };
}

/** @throws {TenkenError} when there is no whole scan: the host stays silent, which nobody takes for a pass */
async function scanTarget(target: GatewayTarget, asked: AskedScan): Promise<Scan> {
  if (target.device !== null) return scanTargetDevice(deviceTarget(target, target.device), asked);
  const { limits, ...books } = asked;
  const host = await openSshHost(target.ssh);
  try {
    const { deadlineMs } = limits;
    const done = await scanOverSsh(host, {
      ...books,
      ...(deadlineMs !== undefined && { deadlineMs }),
    });
    return { ...done, agentVersion: agentlessVersion(hostname()) };
  } finally {
    host.close();
  }
}

function deviceTarget({ ssh }: GatewayTarget, device: NonNullable<GatewayTarget['device']>): DeviceTarget {
  const { family, ...rest } = device;
  return { ...ssh, ...rest, device: family };
}

/** @throws {TenkenError} as `scanTarget` */
async function scanTargetDevice(
  target: DeviceTarget,
  { limits: { deadlineMs }, ...books }: AskedScan,
): Promise<Scan> {
  const host = await openDevice(target);
  try {
    const done = await scanDevice(host, { ...books, ...(deadlineMs !== undefined && { deadlineMs }) });
    return { ...done, agentVersion: agentlessVersion(hostname()) };
  } finally {
    host.close();
  }
}

/** Build metadata of a semantic version: tells that the host has no agent of its own, and who scanned it. */
export function agentlessVersion(gateway: string): string {
  const name = gateway.replaceAll(/[^0-9A-Za-z-]+/g, '-').slice(0, 32);
  return `${agentVersion}+agentless.via-${name}`.slice(0, 64);
}
