import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { isContainer } from '../container.ts';
import { readClient } from './linux-clients.ts';
import { clientsAmong, runningPrograms } from './processes.ts';
import { silent } from './schema.ts';
import type { TimeClient, TimeSync } from './schema.ts';
import { measure } from './sntp.ts';

const container: TimeSync = {
  unread: [],
  container: true,
  clients: [],
  follows: null,
  startMode: null,
  ...silent,
  measured: null,
};

export async function readLinux(host: Host): Promise<TimeSync> {
  if (await isContainer(host)) return container;
  const unread: Unread[] = [];
  const programs = await runningPrograms(host);
  const clients: TimeClient[] = clientsAmong(programs);
  if (programs.has('vmtoolsd') && (await vmwareKeepsTheClock(host))) clients.push('hypervisor');
  const [first] = clients;
  const state = first === undefined ? silent : await readClient(host, first, programs, unread);
  const servers = state.sources.filter(({ type }) => type === 'server').toSorted(selectedFirst);
  return {
    unread,
    container: false,
    clients,
    follows: null,
    startMode: null,
    ...state,
    measured: await measure(
      host,
      servers.map(({ name }) => name),
    ),
  };
}

function selectedFirst(a: { selected: boolean }, b: { selected: boolean }): number {
  return Number(b.selected) - Number(a.selected);
}

/** VMware Tools sets the guest's clock only where its periodic synchronisation is switched on; exit 0 = on. */
async function vmwareKeepsTheClock(host: Host): Promise<boolean> {
  const status = await host.run('vmware-toolbox-cmd', ['timesync', 'status']);
  return status.exitCode === 0 && status.stdout.trim() === 'Enabled';
}
