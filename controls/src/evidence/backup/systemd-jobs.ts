import type { Host } from '@tenken/shared';
import type { Schedules } from '../schedules.ts';
import { readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { unknownJob } from './schema.ts';
import type { BackupJob } from './schema.ts';

const maxUnits = 20;
const unitFolders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** Programs whose own success is that of the backup. restic encrypts always, the others may. */
const tools: readonly { product: BackupJob['product']; pattern: RegExp; encrypted: boolean | null }[] = [
  { product: 'restic', pattern: /\brestic\b|\bautorestic\b|\bresticprofile\b/, encrypted: true },
  { product: 'borg', pattern: /\bborg\b|\bborgmatic\b/, encrypted: null },
  { product: 'duplicity', pattern: /\bduplicity\b|\bduply\b/, encrypted: null },
  { product: 'rsnapshot', pattern: /\brsnapshot\b/, encrypted: false },
];

/** What starts a known program to make a backup, and not to clean up after it or to look at it. */
export function toolOf(command: string): (typeof tools)[number] | undefined {
  if (
    /\b(?:forget|prune|check|verify|compact|mount|list|cleanup)\b/.test(command) &&
    !/\b(?:backup|create)\b/.test(command)
  ) {
    return undefined;
  }
  return tools.find(({ pattern }) => pattern.test(command));
}

/** Services that enabled timers start and that run a backup program, with how they ended. */
export async function readSystemdJobs(
  host: Host,
  unread: Unread[],
  timers: readonly string[],
): Promise<BackupJob[]> {
  const found: { unit: string; tool: (typeof tools)[number] }[] = [];
  for (const timer of timers) {
    const text = await unitText(host, unread, timer);
    const tool = toolOf(
      [...(text ?? '').matchAll(/^\s*ExecStart\s*=\s*(.*)$/gm)].map(([, command]) => command).join('\n'),
    );
    if (tool) found.push({ unit: `${timer}.service`, tool });
  }
  if (found.length === 0) return [];
  const units = found.slice(0, maxUnits).map(({ unit }) => unit);
  const ended = await readPart(unread, 'systemctl show', null, async () => {
    const shown = await host.run('systemctl', ['show', '-p', properties, ...units], { timeoutMs: 5000 });
    const uptime = Number((await readText(host, '/proc/uptime', 256)).split(' ', 1)[0]);
    return parseEnds(shown.stdout, uptime, host.now());
  });
  return found.slice(0, maxUnits).map(({ unit, tool: { product, encrypted } }) => ({
    ...unknownJob,
    product,
    name: unit.slice(0, 100),
    encrypted,
    scheduled: true,
    ...ended?.get(unit),
  }));
}

/** Commands of cron: that they are started is all that is known of them. */
export function cronJobs({ lines }: Schedules): BackupJob[] {
  const seen = new Map<BackupJob['product'], BackupJob>();
  for (const line of lines) {
    const tool = toolOf(line);
    if (tool) {
      seen.set(tool.product, {
        ...unknownJob,
        product: tool.product,
        encrypted: tool.encrypted,
        scheduled: true,
      });
    }
  }
  return [...seen.values()];
}

const properties = 'Id,ActiveState,Result,ExecMainStatus,ExecMainExitTimestampMonotonic';

type End = Pick<BackupJob, 'lastSuccessAt' | 'lastResult'>;

/**
 * `systemctl show`: blocks of `Name=value`, empty lines between. The instant is told in the machine's own zone by
 * name, which stands for no offset; microseconds since its start are counted back from now instead. After a restart
 * of the machine systemd knows of no end any more.
 */
export function parseEnds(output: string, uptimeSeconds: number, now: Date): Map<string, End> {
  const ends = new Map<string, End>();
  for (const block of output.split(/\n\s*\n/)) {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1]?.trim();
    const id = value('Id');
    const microseconds = Number(value('ExecMainExitTimestampMonotonic') ?? Number.NaN);
    if (!id || !(microseconds > 0) || !Number.isFinite(uptimeSeconds)) continue;
    const ms = now.getTime() - uptimeSeconds * 1000 + microseconds / 1000;
    const isGood =
      value('Result') === 'success' && value('ExecMainStatus') === '0' && value('ActiveState') !== 'failed';
    const isTime = ms > 0 && ms <= now.getTime() + 1000;
    ends.set(id, {
      lastSuccessAt: isGood && isTime ? new Date(ms).toISOString() : null,
      lastResult: isGood ? 'success' : 'failure',
    });
  }
  return ends;
}

async function unitText(host: Host, unread: Unread[], timer: string): Promise<string | null> {
  for (const folder of unitFolders) {
    const path = `${folder}/${timer}.service`;
    const text = await readPart(unread, path, null, () => readTextOrNull(host, path));
    if (text !== null) return text;
  }
  return null;
}
