import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { unknownLog } from './schema.ts';
import type { AuditLog, Auditing, Log, LogAccess } from './schema.ts';
import { channelAccess, fileAccess } from './sddl.ts';
import { parseAuditPolicy } from './windows-audit-policy.ts';
import { codeOfHresult, eventLogs, instantOfDotNet, parseEventLogs } from './windows-events.ts';
import type { EventLogAnswer } from './windows-events.ts';

const policyKey = 'HKLM\\SECURITY\\Policy\\PolAdtEv';
const lsaKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const processKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit';

export async function readWindows(host: Host): Promise<AuditLog> {
  const unread: Unread[] = [];
  const auditing = await readAuditing(host, unread);
  const logs: Log[] = [];
  for (const answer of parseEventLogs(await powershell(host, 'event-logs', eventLogs))) {
    const log = await readLog(host, unread, answer);
    if (log) logs.push(log);
  }
  return { unread, container: false, auditing, logs };
}

/** The key of the policy opens to the system account alone, as which the agent's service runs. */
async function readAuditing(host: Host, unread: Unread[]): Promise<Auditing> {
  const events = await readPart(unread, policyKey, null, async () => {
    const value = Object.values((await host.registry(policyKey)).values)[0];
    if (value?.type !== 'REG_NONE' && value?.type !== 'REG_BINARY') {
      throw new ProbeError('unparsable', `${policyKey} holds no binary value`);
    }
    return parseAuditPolicy(value.data);
  });
  const olderLoses = await dword(host, unread, lsaKey, 'SCENoApplyLegacyAuditPolicy');
  const commandLines = await dword(host, unread, processKey, 'ProcessCreationIncludeCmdLine_Enabled');
  return {
    facility: 'windows-audit-policy',
    state: events === null ? null : events.length > 0 ? 'on' : 'off',
    daemon: null,
    ruleCount: null,
    events,
    lostRecords: null,
    commandLines: commandLines === 1,
    // The newer settings win unless somebody says otherwise.
    olderSettingsWin: olderLoses === 0,
  };
}

async function dword(host: Host, unread: Unread[], path: string, name: string): Promise<number | null> {
  const key = await readPart(unread, path, null, () => host.registry(path));
  const entry = Object.entries(key?.values ?? {}).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  )?.[1];
  return entry?.type === 'REG_DWORD' ? entry.data : null;
}

const logNames = { Security: 'security', System: 'system', Application: 'application' } as const;
const modes = ['overwrite', 'archive', 'stop'] as const;
/** The first record of an emptied log: 1102 of the security log, 104 of the system log. */
const clearedIds: Record<string, number> = { Security: 1102, System: 104 };

async function readLog(host: Host, unread: Unread[], answer: EventLogAnswer): Promise<Log | null> {
  if (!('enabled' in answer)) {
    unread.push({ what: `event log ${answer.name}`, code: codeOfHresult(answer.hr) });
    return null;
  }
  const isSecurity = answer.name === 'Security';
  const oldestAt = instantOfDotNet(answer.oldest);
  if (answer.fileSddl === '') {
    unread.push({ what: `permissions of ${answer.path}`, code: 'permission-denied' });
  }
  const whenFull = modes[answer.mode] ?? null;
  return {
    ...unknownLog,
    log: logNames[answer.name],
    path: answer.path.slice(0, 300),
    written: answer.enabled,
    kept: answer.enabled ? 'disk' : 'nowhere',
    newestAt: instantOfDotNet(answer.newest),
    oldestAt: whenFull === 'archive' ? await oldestWithArchives(host, unread, answer, oldestAt) : oldestAt,
    usedBytes: bytes(answer.size),
    limitBytes: whenFull === 'archive' ? null : bytes(answer.max),
    whenFull: whenFull === 'archive' ? 'unlimited' : whenFull,
    clearedAt: answer.firstId !== null && answer.firstId === clearedIds[answer.name] ? oldestAt : null,
    timestamps: 'instant',
    access: merged([...channelAccess(answer.sddl, isSecurity), ...fileAccess(answer.fileSddl, isSecurity)]),
  };
}

function bytes(value: string): number | null {
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** A full log is put aside as `Archive-Security-….evtx`; the time of that file is that of its last record. */
async function oldestWithArchives(
  host: Host,
  unread: Unread[],
  { name, path }: EventLogAnswer & { path: string },
  oldestAt: string | null,
): Promise<string | null> {
  const folder = path.slice(0, path.lastIndexOf('\\'));
  const archives = await readPart(unread, folder, [], async () => {
    const names = (await host.list(folder))
      .filter((file) => file.startsWith(`Archive-${name}-`))
      .slice(0, 500);
    const instants: string[] = [];
    for (const file of names) instants.push((await host.stat(`${folder}\\${file}`)).modifiedAt);
    return instants;
  });
  return [...(archives ?? []), ...(oldestAt === null ? [] : [oldestAt])].toSorted()[0] ?? null;
}

function merged(list: readonly LogAccess[]): LogAccess[] {
  const seen = new Map(list.map((entry) => [`${entry.who} ${entry.may}`, entry]));
  return [...seen.values()].slice(0, 20);
}
