import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { Agent, SecurityAgents } from './schema.ts';
import { vendors } from './vendors.ts';

export async function readMacos(host: Host): Promise<SecurityAgents> {
  const unread: Unread[] = [];
  const programs = await readPart(unread, 'running processes', null, () => readPrograms(host));
  const known = vendors.filter(({ macFolders }) => macFolders !== undefined);
  const agents: Agent[] = [];
  for (const { id, macFolders = [] } of known) {
    const sources: string[] = [];
    for (const folder of macFolders) {
      if ((await readPart(unread, folder, false, () => exists(host, folder))) === true) sources.push(folder);
    }
    if (sources.length === 0) continue;
    agents.push({
      agent: id,
      sources,
      running:
        programs && programs.some((program) => sources.some((folder) => program.startsWith(`${folder}/`))),
      onboarded: null,
      unread: [],
    });
  }
  const enrolment = await readPart(unread, 'profiles status', null, () => readEnrolment(host));
  return { unread, agents, lookedFor: known.map(({ id }) => id), enrolment };
}

async function readPrograms(host: Host): Promise<string[]> {
  const list = await host.run('ps', ['-axo', 'comm=']);
  if (list.exitCode !== 0) throw new ProbeError('internal', `ps: exit ${list.exitCode}`);
  return list.stdout.split('\n').map((line) => line.trim());
}

async function readEnrolment(host: Host): Promise<SecurityAgents['enrolment']> {
  const status = await host.run('profiles', ['status', '-type', 'enrollment']);
  if (status.exitCode !== 0) throw new ProbeError('internal', `profiles status: exit ${status.exitCode}`);
  return parseEnrolment(status.stdout);
}

/**
 * `MDM enrollment: Yes (User Approved)` or `No`; the tool is not translated.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseEnrolment(output: string): { enrolled: boolean; by: string | null } {
  const [, word, detail] =
    /^[ \t]*MDM enrollment:[ \t]*(Yes|No)(?:[ \t]*\(([^)\n]{1,100})\))?/m.exec(output) ?? [];
  if (word === undefined) throw new ProbeError('unparsable', 'profiles status names no MDM enrollment');
  return { enrolled: word === 'Yes', by: detail ?? null };
}
