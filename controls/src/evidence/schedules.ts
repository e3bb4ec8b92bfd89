import type { Host } from '@tenken/shared';
import { exists } from './exists.ts';
import { listOrEmpty, readTextOrNull } from './text-file.ts';

const wantsFolders = [
  '/etc/systemd/system/timers.target.wants',
  '/usr/lib/systemd/system/timers.target.wants',
  '/etc/systemd/system/multi-user.target.wants',
];
const periodFolders = ['/etc/cron.hourly', '/etc/cron.daily', '/etc/cron.weekly', '/etc/cron.monthly'];
const tables = ['/etc/crontab', '/etc/anacrontab'];
const rootTables = ['/var/spool/cron/crontabs/root', '/var/spool/cron/root', '/var/spool/cron/tabs/root'];
const maxTables = 100;

/** What is started on this machine by itself, at times of its own. */
export type Schedules = {
  /** Names of timers of systemd that are enabled, without `.timer`. */
  timers: string[];
  /** Names of programs that cron starts with a period. */
  periodic: string[];
  /** Commands of tables of cron, with what stands before them. */
  lines: string[];
};

/** The programs of cron as its files name them; commands stay here and are no part of any evidence. */
export async function readSchedules(host: Host): Promise<Schedules> {
  const schedules: Schedules = { timers: [], periodic: [], lines: [] };
  // A link to a timer is its being enabled; without systemd it means nothing.
  if (await exists(host, '/run/systemd/system')) {
    for (const folder of wantsFolders) {
      const names = (await listOrEmpty(host, folder)).filter((name) => name.endsWith('.timer'));
      schedules.timers.push(...names.map((name) => name.slice(0, -'.timer'.length)));
    }
  }
  for (const folder of periodFolders) schedules.periodic.push(...(await listOrEmpty(host, folder)));
  const own = (await listOrEmpty(host, '/etc/cron.d'))
    .slice(0, maxTables)
    .map((name) => `/etc/cron.d/${name}`);
  for (const file of [...tables, ...own, ...rootTables]) {
    schedules.lines.push(...commandLines((await readTextOrNull(host, file)) ?? ''));
  }
  return schedules;
}

/** Lines that start something: five times of a word, or `@daily` and the like, and a command. */
export function commandLines(table: string): string[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:@\w+|(?:[\d*/,\-A-Za-z]+\s+){5}|\d+\s+\d+\s+\S+\s)\s*\S/.test(line));
}
