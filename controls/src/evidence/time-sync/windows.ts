import { isProbeError, own, ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { TimeSync } from './schema.ts';
import { measure } from './sntp.ts';
import { parseNtpServer, parseW32tm } from './w32tm.ts';
import type { W32tmState } from './w32tm.ts';

const service = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time';
const policy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\W32time';
const w32tm = 'C:\\Windows\\System32\\w32tm.exe';

export async function readWindows(host: Host): Promise<TimeSync> {
  const unread: Unread[] = [];
  const { state, startMode } = await readService(host);
  const running = state === 'Running';
  const { follows, servers } = await readConfiguration(host);
  const told = running
    ? ((await readPart(unread, 'w32tm /query /status', null, () => askW32tm(host))) ?? null)
    : null;
  const names = [...new Set([...(told?.source ? [told.source] : []), ...servers])];
  const sources: TimeSync['sources'] = names.map((name) => ({
    name,
    type: 'server',
    selected: name === told?.source,
    reachable: null,
    stratum: null,
  }));
  if (told?.hypervisor) {
    sources.unshift({
      name: 'VMICTimeProvider',
      type: 'refclock',
      selected: true,
      reachable: null,
      stratum: null,
    });
  }
  const askable = names.length === 0 && follows?.includes('domain') ? await domainName(host) : names;
  return {
    unread,
    container: false,
    clients: running ? ['w32time'] : [],
    follows,
    startMode,
    synchronized: follows === 'nothing' && told === null ? false : (told?.synchronized ?? null),
    stratum: told?.stratum ?? null,
    offsetMs: told?.offsetMs ?? null,
    lastSyncAt: syncedAt(host, told?.sinceSyncSeconds ?? null),
    sources,
    measured: await measure(host, askable),
  };
}

/** State and StartMode are English words in every language of Windows. */
async function readService(host: Host): Promise<{ state: string; startMode: string | null }> {
  const services = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State', 'StartMode'],
  });
  const found = services.find(({ Name }) => typeof Name === 'string' && Name.toLowerCase() === 'w32time');
  if (!found) return { state: 'absent', startMode: null };
  if (typeof found['State'] !== 'string') throw new ProbeError('unparsable', 'W32Time has no state');
  const startMode = found['StartMode'];
  return { state: found['State'], startMode: typeof startMode === 'string' ? startMode.slice(0, 32) : null };
}

/** Group policy wins over the service's own keys, each value by itself. */
async function readConfiguration(host: Host): Promise<{ follows: TimeSync['follows']; servers: string[] }> {
  const value = async (key: string, name: string) =>
    member(await keyOrNull(host, `${policy}\\${key}`), name) ??
    member(await keyOrNull(host, `${service}\\${key}`), name);
  const type = await value('Parameters', 'Type');
  const enabled = await value('TimeProviders\\NtpClient', 'Enabled');
  const follows = enabled === 0 ? 'nothing' : (own(followsByType, String(type).toLowerCase()) ?? null);
  // With NT5DS the server list is ignored, whatever stands in it.
  if (follows !== 'servers' && follows !== 'servers-and-domain') return { follows, servers: [] };
  const list = await value('Parameters', 'NtpServer');
  return { follows, servers: typeof list === 'string' ? parseNtpServer(list) : [] };
}

const followsByType: Record<string, TimeSync['follows']> = {
  ntp: 'servers',
  nt5ds: 'domain',
  allsync: 'servers-and-domain',
  nosync: 'nothing',
};

async function keyOrNull(host: Host, key: string): Promise<RegistryKey | null> {
  try {
    return await host.registry(key);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function member(key: RegistryKey | null, name: string): string | number | null {
  const entry = Object.entries(key?.values ?? {}).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  );
  const data = entry?.[1].data;
  return typeof data === 'string' || typeof data === 'number' ? data : null;
}

/** Exit status 0x80070005 for users who may not ask, 0x80070426 when the service has just stopped. */
async function askW32tm(host: Host): Promise<W32tmState | null> {
  const status = await host.run(w32tm, ['/query', '/status', '/verbose']);
  return status.exitCode === 0 ? parseW32tm(status.stdout) : null;
}

/** Rounded to the second: w32tm tells an age, and the instant behind it must not move between two readings. */
function syncedAt(host: Host, sinceSeconds: number | null): string | null {
  if (sinceSeconds === null) return null;
  return new Date(Math.round(host.now().getTime() / 1000 - sinceSeconds) * 1000).toISOString();
}

/** The domain's own name resolves to its controllers, which are the time sources of its members. */
async function domainName(host: Host): Promise<string[]> {
  const [system] = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_ComputerSystem',
    properties: ['PartOfDomain', 'Domain'],
  });
  const domain = system?.['Domain'];
  return system?.['PartOfDomain'] === true && typeof domain === 'string' && domain !== ''
    ? [domain.slice(0, 255)]
    : [];
}
