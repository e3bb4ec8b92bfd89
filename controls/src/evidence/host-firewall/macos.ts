import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { HostFirewall, Scope } from './schema.ts';

const tool = '/usr/libexec/ApplicationFirewall/socketfilterfw';

/**
 * The firewall of applications. Its property list went with macOS 15 and its tool answers on every version,
 * managed or not. The packet filter is asked for beside it: rules of an administrator are not followed here.
 */
export async function readMacos(host: Host): Promise<HostFirewall> {
  const unread: Unread[] = [];
  const told = await host.run(tool, ['--getglobalstate']);
  if (told.exitCode !== 0) throw new ProbeError('internal', `socketfilterfw exits with ${told.exitCode}`);
  const filter = await readPart(unread, 'pfctl -s info', null, () => readPacketFilter(host));
  return {
    unread,
    container: false,
    scopes: [parseGlobalState(told.stdout)],
    managers: filter === true ? [{ name: 'pf', startsAtBoot: null }] : [],
    otherProducts: [],
    forwardedPorts: [],
    forwardedTruncated: false,
  };
}

/** `Firewall is enabled. (State = 1)`: 0 off, 1 on for programs that are not allowed, 2 everything is refused. */
export function parseGlobalState(output: string): Scope {
  const state = /\(State = ([012])\)/.exec(output)?.[1];
  if (state === undefined) throw new ProbeError('unparsable', 'socketfilterfw tells no state');
  return {
    name: 'applications',
    present: true,
    enabled: state !== '0',
    unmatched: state === '0' ? 'accepted' : 'blocked',
    openRules: [],
    undecidedRules: [],
    rules: null,
    settings: [],
  };
}

/** `Status: Enabled for 0 days …`, of root only; it decides nothing here, so that it cannot be read is no gap. */
async function readPacketFilter(host: Host): Promise<boolean | null> {
  try {
    const shown = await host.run('/sbin/pfctl', ['-s', 'info']);
    return shown.exitCode === 0 ? /^Status: Enabled\b/m.test(shown.stdout) : null;
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}
