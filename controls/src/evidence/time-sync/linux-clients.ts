import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseSources, parseTracking } from './chrony.ts';
import { parsePeers, parseVariables } from './ntpq.ts';
import { parseTimeStatus } from './ptp.ts';
import { silent } from './schema.ts';
import type { ClientState, TimeClient } from './schema.ts';
import { parseKernelSynchronized, parseShowTimesync } from './timesyncd.ts';

/** What a client that runs says of itself; where it cannot be asked, that is noted and it says nothing. */
export async function readClient(
  host: Host,
  client: TimeClient,
  programs: ReadonlySet<string>,
  unread: Unread[],
): Promise<ClientState> {
  const read = readers[client];
  if (!read) return silent;
  return (await readPart(unread, client, silent, () => read(host, programs))) ?? silent;
}

type Reader = (host: Host, programs: ReadonlySet<string>) => Promise<ClientState>;

const readers: Partial<Record<TimeClient, Reader>> = {
  chrony: readChrony,
  ntpd: readNtpd,
  'systemd-timesyncd': readTimesyncd,
  ptp: readPtp,
};

async function readChrony(host: Host): Promise<ClientState> {
  const tracking = await chronyc(host, ['-c', '-n', 'tracking']);
  const sources = await chronyc(host, ['-c', '-N', 'sources']);
  return { ...parseTracking(tracking), sources: parseSources(sources) };
}

/** chronyc writes its errors to stdout: `506 Cannot talk to daemon`, `501 Not authorised`, with exit status 1. */
async function chronyc(host: Host, args: string[]): Promise<string> {
  const { exitCode, stdout } = await host.run('chronyc', args);
  if (exitCode === 0) return stdout;
  const code = stdout.startsWith('501') ? 'permission-denied' : 'timeout';
  throw new ProbeError(code, `chronyd runs but chronyc exits with ${exitCode}`);
}

/** `not-found` here is an ntpd without ntpq, e.g. OpenNTPD: it runs and nothing tells how well. */
async function readNtpd(host: Host): Promise<ClientState> {
  const variables = await host.run('ntpq', ['-n', '-c', 'rv 0 leap,stratum,refid,reftime,offset']);
  if (variables.exitCode !== 0 || !variables.stdout.includes('leap=')) {
    throw new ProbeError('timeout', 'ntpd runs but does not answer ntpq');
  }
  const peers = await host.run('ntpq', ['-p', '-n', '-w']);
  if (peers.exitCode !== 0) throw new ProbeError('unparsable', `ntpq -p exits with ${peers.exitCode}`);
  return { ...parseVariables(variables.stdout), sources: parsePeers(peers.stdout) };
}

async function readTimesyncd(host: Host): Promise<ClientState> {
  const timesync = await timedatectl(host, ['show-timesync', '--all']);
  const kernel = parseKernelSynchronized(await timedatectl(host, ['show']));
  const { answered, stratum, sources } = parseShowTimesync(timesync);
  const lastSyncAt = await lastTouched(host, '/run/systemd/timesync/synchronized');
  return {
    synchronized: lastSyncAt !== null && answered && kernel !== false,
    stratum,
    // timesyncd steps or slews at each answer and keeps no offset that it would tell.
    offsetMs: null,
    lastSyncAt,
    sources,
  };
}

async function timedatectl(host: Host, args: string[]): Promise<string> {
  const { exitCode, stdout } = await host.run('timedatectl', args);
  if (exitCode !== 0) throw new ProbeError('unparsable', `timedatectl exits with ${exitCode}`);
  return stdout;
}

/** timesyncd touches this file at each successful synchronisation; systemd removes it when the service stops. */
async function lastTouched(host: Host, path: string): Promise<string | null> {
  try {
    return (await host.stat(path)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function readPtp(host: Host, programs: ReadonlySet<string>): Promise<ClientState> {
  const status = await host.run('pmc', ['-u', '-b', '0', 'GET TIME_STATUS_NP']);
  if (status.exitCode !== 0) {
    throw new ProbeError('timeout', `ptp4l runs but pmc exits with ${status.exitCode}`);
  }
  const state = parseTimeStatus(status.stdout);
  // With ptp4l alone only the network card's clock is right: phc2sys carries it into the system's clock.
  return programs.has('phc2sys') ? state : { ...state, synchronized: false, offsetMs: null };
}
