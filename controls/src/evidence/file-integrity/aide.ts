import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Schedules } from '../schedules.ts';
import { readTextOrNull } from '../text-file.ts';
import { headOf, modifiedAt } from './files.ts';
import type { IntegrityTool } from './schema.ts';

/** Red Hat and SUSE, Debian. The package alone installs neither database nor, on Debian, a configuration. */
const configFiles = ['/etc/aide.conf', '/etc/aide/aide.conf'];

/** Null where AIDE is not configured. */
export async function readAide(host: Host, schedules: Schedules): Promise<IntegrityTool | null> {
  const texts: string[] = [];
  for (const file of configFiles) texts.push((await readTextOrNull(host, file)) ?? '');
  const text = texts.find((candidate) => statements(candidate).length > 0);
  if (text === undefined) return null;
  const { databases, reports } = parseAideConfig(text);
  let baselineAt: string | null = null;
  for (const file of databases) baselineAt ??= await modifiedAt(host, file, isDatabase);
  let lastRunAt: string | null = null;
  let lastResult: IntegrityTool['lastResult'] = null;
  for (const file of reports) {
    const at = await modifiedAt(host, file, (head) => resultOf(head) !== null);
    if (at === null || (lastRunAt !== null && at <= lastRunAt)) continue;
    lastRunAt = at;
    lastResult = resultOf(await headOf(host, file));
  }
  const started = startedBy(schedules);
  return { product: 'aide', covers: 'files', enabled: null, started, baselineAt, lastRunAt, lastResult };
}

function statements(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Files of the database that is compared with, and of reports. `@@define NAME value` and `@@{NAME}` are replaced.
 *
 * @see https://aide.github.io/doc/
 * @throws {ProbeError} `unparsable`: no line is an option, a directive or a rule
 */
export function parseAideConfig(text: string): { databases: string[]; reports: string[] } {
  if (!statements(text).some((line) => /^(?:\w+\s*=|@@\w|[/!=-])/.test(line))) {
    throw new ProbeError('unparsable', 'no line of a configuration of AIDE');
  }
  const defined = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^\s*@@define\s+(\w+)\s+(\S+)\s*$/gm)) {
    defined.set(name, value);
  }
  const plain = text.replaceAll(/@@\{(\w+)\}/g, (_, name: string) => defined.get(name) ?? '');
  const found = (names: string) =>
    [...plain.matchAll(new RegExp(String.raw`^\s*(?:${names})\s*=\s*file:/*(/\S+)\s*$`, 'gm'))].map(
      ([, path = '']) => path,
    );
  const databases = found('database_in|database');
  return {
    databases: [
      ...databases,
      ...(databases.length === 0 ? ['/var/lib/aide/aide.db', '/var/lib/aide/aide.db.gz'] : []),
    ].slice(0, 5),
    reports: [...new Set([...found('report_url'), '/var/log/aide/aide.log'])].slice(0, 5),
  };
}

/**
 * AIDE has no translations: one of two sentences stands near the head of each report of a comparison, in JSON as its
 * `outcome`; before 0.16 with its version, and in words of its own where all was as before. A report of `--init`, and
 * whatever else was written into the file, has neither: that is no comparison.
 */
export function resultOf(head: string): IntegrityTool['lastResult'] {
  const [found, no] = comparison.exec(head) ?? [];
  if (no !== undefined || /^(?:### )?All files match AIDE database\./m.test(head)) return 'unchanged';
  return found === undefined ? null : 'changed';
}

const comparison =
  /^[ \t]*(?:"outcome":[ \t]*")?AIDE(?: \d[\w.]*)? found (NO )?differences between database and filesystem/m;

/** Plain or packed with gzip. @see https://aide.github.io/doc/ */
export function isDatabase(head: string): boolean {
  return head.startsWith('\x1f\x8b') || /^@@begin_db\b/m.test(head);
}

function startedBy({ timers, periodic, lines }: Schedules): IntegrityTool['started'] {
  if (timers.some((name) => /aide/.test(name))) return 'timer';
  // Debian's script for cron does nothing where systemd runs, whose timer does it.
  const isDone = (name: string) => name === 'dailyaidecheck' && timers.length > 0;
  if (periodic.some((name) => /aide/.test(name) && !isDone(name))) return 'cron';
  return lines.some((line) => /(?:^|[\s/])aide(?:\.wrapper)?\s|aidecheck/.test(line)) ? 'cron' : 'nothing';
}
