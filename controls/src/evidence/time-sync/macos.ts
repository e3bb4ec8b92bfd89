import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { silent } from './schema.ts';
import type { TimeSync } from './schema.ts';
import { measure } from './sntp.ts';

/**
 * timed tells nobody whether it follows its source: whether it is loaded, whether automatic time is on, and our
 * own question to its server are all that macOS gives.
 */
export async function readMacos(host: Host): Promise<TimeSync> {
  const unread: Unread[] = [];
  // 0 = loaded, 113 = no such service.
  const loaded = (await host.run('launchctl', ['print', 'system/com.apple.timed'])).exitCode === 0;
  const on = await readPart(unread, 'systemsetup -getusingnetworktime', null, () => usesNetworkTime(host));
  const server = await readPart(unread, 'systemsetup -getnetworktimeserver', null, () =>
    networkTimeServer(host),
  );
  return {
    unread,
    container: false,
    clients: loaded ? ['timed'] : [],
    follows: on === null ? null : on ? 'servers' : 'nothing',
    startMode: null,
    ...silent,
    synchronized: on === false ? false : null,
    sources:
      server === null
        ? []
        : [{ name: server, type: 'server', selected: false, reachable: null, stratum: null }],
    measured: await measure(host, server === null ? [] : [server]),
  };
}

async function usesNetworkTime(host: Host): Promise<boolean> {
  const output = await systemsetup(host, '-getusingnetworktime');
  const value = /^Network Time: (On|Off)$/m.exec(output)?.[1];
  if (value === undefined) throw new ProbeError('unparsable', 'systemsetup tells no network time');
  return value === 'On';
}

async function networkTimeServer(host: Host): Promise<string> {
  const output = await systemsetup(host, '-getnetworktimeserver');
  const value = /^Network Time Server: (\S{1,255})$/m.exec(output)?.[1];
  if (value === undefined) throw new ProbeError('unparsable', 'systemsetup tells no network time server');
  return value;
}

/** systemsetup speaks English only. Without root it says so and still exits with 0 on some versions. */
async function systemsetup(host: Host, option: string): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run('systemsetup', [option]);
  const output = `${stdout}\n${stderr}`.replaceAll('\r', '');
  if (output.includes('administrator access')) {
    throw new ProbeError('permission-denied', 'systemsetup needs root');
  }
  if (exitCode !== 0) throw new ProbeError('unparsable', `systemsetup exits with ${exitCode}`);
  return output;
}
