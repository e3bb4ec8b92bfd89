import type { Severity } from '@tenken/controls';
import * as z from 'zod';
import { FormatFault } from '../format-fault.ts';
import { documentsOf } from '../lines.ts';
import { feedLimits, releaseOf } from '../manifest.ts';
import type { ParsedAdvisory } from './parsed.ts';
import { severityOfVector, severityOfWord } from './severity.ts';

const Severities = z.array(z.looseObject({ type: z.string(), score: z.string() })).nullish();
const Ids = z.array(z.string()).nullish();

/** What is used of a record. @see https://ossf.github.io/osv-schema/ */
const Record = z.looseObject({
  id: z.string().min(1).max(200),
  modified: z.string(),
  published: z.string().nullish(),
  withdrawn: z.string().nullish(),
  aliases: Ids,
  upstream: Ids,
  related: Ids,
  severity: Severities,
  database_specific: z.looseObject({ severity: z.unknown().optional() }).nullish(),
  affected: z
    .array(
      z.looseObject({
        package: z.looseObject({ ecosystem: z.string(), name: z.string().min(1).max(300) }).nullish(),
        severity: Severities,
        ranges: z
          .array(
            z.looseObject({
              type: z.string(),
              events: z.array(
                z.looseObject({ introduced: z.string().optional(), fixed: z.string().optional() }),
              ),
            }),
          )
          .nullish(),
        ecosystem_specific: z
          .looseObject({ urgency: z.unknown().optional(), severity: z.unknown().optional() })
          .nullish(),
      }),
    )
    .nullish(),
});
type Record = z.infer<typeof Record>;
type Affected = NonNullable<Record['affected']>[number];

/**
 * Advisories in OSV's format, one record a line. What is withdrawn, and what no version repairs, is left out.
 *
 * @throws {FormatFault}
 */
export async function* osvAdvisories(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ParsedAdvisory> {
  for await (const { number, document } of documentsOf(stream, feedLimits.lineBytes)) {
    const parsed = Record.safeParse(document);
    if (!parsed.success) {
      throw new FormatFault(`line ${number} is no OSV record: ${z.prettifyError(parsed.error)}`);
    }
    yield* advisoriesOf(parsed.data, number);
  }
}

function* advisoriesOf(record: Record, number: number): Generator<ParsedAdvisory> {
  if (record.withdrawn) return;
  const cves = cvesOf(record);
  const publishedOn = dayOf(record.published, number);
  for (const affected of record.affected ?? []) {
    const release = ecosystemRelease(affected.package?.ecosystem ?? '');
    if (release === null || !affected.package) continue;
    for (const { introduced, fixed } of repaired(affected)) {
      yield {
        release,
        package: affected.package.name,
        advisory: {
          id: record.id,
          cves,
          ...(introduced !== '0' && { introduced }),
          fixed,
          severity: severityOf(record, affected),
          publishedOn,
        },
      };
    }
  }
}

/** Pairs of events; a range that nothing ends is of a vulnerability that nothing repairs yet. */
function repaired({ ranges }: Affected): { introduced: string; fixed: string }[] {
  const pairs: { introduced: string; fixed: string }[] = [];
  for (const { type, events } of ranges ?? []) {
    if (type !== 'ECOSYSTEM') continue;
    let introduced = '0';
    for (const event of events) {
      if (event.introduced !== undefined) introduced = event.introduced;
      if (event.fixed !== undefined) pairs.push({ introduced, fixed: event.fixed });
    }
  }
  return pairs;
}

const cve = /CVE-\d{4}-\d{4,}/;

/** Debian and Ubuntu name a record after its CVE, or after the advisory that repairs some. */
function cvesOf({ id, aliases, upstream, related }: Record): string[] {
  const own = [id, ...(aliases ?? []), ...(upstream ?? [])].flatMap((name) => cve.exec(name)?.[0] ?? []);
  const all = own.length > 0 ? own : (related ?? []).flatMap((name) => cve.exec(name)?.[0] ?? []);
  return [...new Set(all)].toSorted().slice(0, 200);
}

function severityOf(record: Record, affected: Affected): Severity | null {
  for (const { type, score } of [...(affected.severity ?? []), ...(record.severity ?? [])]) {
    const found = type.startsWith('CVSS') ? severityOfVector(score) : severityOfWord(score);
    if (found) return found;
  }
  const { urgency, severity } = affected.ecosystem_specific ?? {};
  return (
    severityOfWord(severity) ?? severityOfWord(urgency) ?? severityOfWord(record.database_specific?.severity)
  );
}

function dayOf(instant: string | null | undefined, number: number): string | null {
  if (instant === null || instant === undefined) return null;
  const at = Date.parse(instant);
  if (Number.isNaN(at)) throw new FormatFault(`line ${number}: ${instant.slice(0, 40)} is no time`);
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * The release that an ecosystem's name tells; null for languages, for what only a contract gives (Ubuntu Pro, extended
 * streams), and for whatever else has no place here.
 */
export function ecosystemRelease(ecosystem: string): string | null {
  const [family = '', ...rest] = ecosystem.split(':');
  const [version = ''] = rest;
  switch (family) {
    case 'Debian':
      return known('debian', version);
    case 'Ubuntu':
      return rest.includes('Pro') ? null : known('ubuntu', version);
    case 'AlmaLinux':
      return known('almalinux', version);
    case 'Rocky Linux':
      return known('rocky', version);
    case 'Red Hat':
      return version === 'enterprise_linux' ? known('rhel', rest[1] ?? '') : null;
    case 'openSUSE':
      return known('opensuse-leap', /^Leap (\d+\.\d+)$/.exec(version)?.[1] ?? '');
    case 'SUSE': {
      const [, major, pack] = /^Linux Enterprise Server (\d+)(?: SP(\d+))?$/.exec(version) ?? [];
      return known('sles', major === undefined ? '' : pack === undefined ? major : `${major}.${pack}`);
    }
    default:
      return null;
  }
}

function known(id: string, version: string): string | null {
  return /^\d+(\.\d+)*$/.test(version) ? releaseOf(id, version) : null;
}
