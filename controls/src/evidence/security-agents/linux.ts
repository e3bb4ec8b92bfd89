import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readProcesses, runsBelow, runsProgram } from '../processes.ts';
import type { Process } from '../processes.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { Agent, SecurityAgents } from './schema.ts';
import { vendors } from './vendors.ts';
import type { Vendor } from './vendors.ts';

const systemFolders = ['/usr/bin', '/usr/sbin', '/usr/libexec', '/usr/local/bin'];

export async function readLinux(host: Host): Promise<SecurityAgents> {
  const unread: Unread[] = [];
  const processes = await readPart(unread, 'running processes', null, () => readProcesses(host));
  const known = vendors.filter(({ folders, programs }) => folders !== undefined || programs !== undefined);
  const agents: Agent[] = [];
  for (const vendor of known) {
    const agent = await readAgent(host, vendor, processes);
    if (agent) agents.push(agent);
  }
  return { unread, agents, lookedFor: known.map(({ id }) => id), enrolment: null };
}

/** Null where no folder or program of it is here. */
async function readAgent(
  host: Host,
  vendor: Vendor,
  processes: readonly Process[] | null,
): Promise<Agent | null> {
  const unread: Unread[] = [];
  const sources: string[] = [];
  const runs: (boolean | null)[] = [];
  for (const folder of vendor.folders ?? []) {
    if (!(await isThere(host, folder))) continue;
    sources.push(folder);
    runs.push(processes === null ? null : runsBelow(processes, folder));
  }
  for (const name of vendor.programs ?? []) {
    const path = await programPath(host, name);
    if (path === null) continue;
    sources.push(path);
    runs.push(processes === null ? null : runsNamed(processes, name));
  }
  if (sources.length === 0) return null;
  const onboarded = vendor.tiedBy === undefined ? null : await isTied(host, vendor.tiedBy, unread);
  return { agent: vendor.id, sources, running: anyOf(runs), onboarded, unread };
}

async function programPath(host: Host, name: string): Promise<string | null> {
  for (const folder of systemFolders) {
    if (await isThere(host, `${folder}/${name}`)) return `${folder}/${name}`;
  }
  return null;
}

/** Scripts run as their interpreter: only the name that the process gives itself remains. */
function runsNamed(processes: readonly Process[], name: string): boolean | null {
  if (runsProgram(processes, name) === true) return true;
  return processes.some((process) => process.name === name.slice(0, 15)) ? null : false;
}

/** The file holds keys or addresses: that it is there and not empty is all that is looked at. */
async function isTied(host: Host, path: string, unread: Unread[]): Promise<boolean | null> {
  return readPart(unread, path, false, async () => (await host.stat(path)).sizeBytes > 0);
}

/** What is hidden from us counts as being there. */
async function isThere(host: Host, path: string): Promise<boolean> {
  try {
    return await exists(host, path);
  } catch (error) {
    if (isProbeError(error, 'permission-denied')) return true;
    throw error;
  }
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
