import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { checklists, controls, requirements } from '@tenken/controls';
import { canonicalJson } from '@tenken/shared';
import { judgedBy, rulesInForce } from '../../collector/src/evaluate/judged-by.ts';
import { ReferenceReader } from '../../collector/src/feeds/reference-reader.ts';
import { FeedRepository } from '../../collector/src/store/feeds/feed-repository.ts';
import { lockDataDirectory, openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { dayNumber } from '../../collector/src/store/tallies/days.ts';
import { hostColumns } from '../../collector/src/store/hosts/host-columns.ts';
import { partsOf } from '../../collector/src/store/hosts/name-parts.ts';
import { passingSets, shippedSets } from '../../collector/src/store/findings/requirement-sets.ts';
import { deflated } from '../../collector/src/store/reports/stored-body.ts';
import { openSqliteStore } from '../../collector/src/store/store.ts';
import type { Store } from '../../collector/src/store/store.ts';
import { fleetHosts } from './fleet-hosts.ts';
import { fleetTemplates } from './fleet-templates.ts';
import type { FleetTemplate } from './fleet-templates.ts';

export type Fleet = { hosts: number; findings: number };

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/**
 * Above this number of hosts their evidence is left out, but for kinds that are asked for, and of what a finding says only
 * so many characters stand there: lists do not need more, and the disk would take minutes for it.
 */
export const mostWithEvidence = 5000;
const mostCharacters = 16;
/** Findings have held for up to so many days. */
const historyDays = 90;
/** What changed within so many days has a stretch of time before it. */
const changedDays = 3;

/**
 * Fills an empty data directory with hosts, findings, history and tallies as the product's own code would leave them,
 * by statements that write many rows at once. A collector opens it with `judgeAtStart: false`: the evidence of a large
 * fleet is not there to be judged again.
 *
 * @param now when the newest reports came
 * @param kinds of evidence that is there however many hosts there are
 */
export async function makeFleet(
  data: string,
  hosts: number,
  now = Date.now(),
  kinds: readonly string[] = [],
): Promise<Fleet> {
  const directory = openDataDirectory(data);
  const lock = lockDataDirectory(directory);
  try {
    // Makes the schema. A connection that was never used is not closed, and would hold its lock.
    const store = await openSqliteStore(directory.database);
    await store.read.selectFrom('host').select('id').execute();
    const judged = await judgedByShipped(store, now);
    await store.close();
    const templates = await fleetTemplates(1, new Date(now));
    const database = new Database(directory.database);
    try {
      return fill(database, templates, { hosts, now, kinds, judged });
    } finally {
      database.close();
    }
  } finally {
    lock.release();
  }
}

type Filling = {
  hosts: number;
  now: number;
  kinds: readonly string[];
  /** What `host.judged_by` says. */
  judged: string;
};

/** As a collector writes it where nobody has declared anything. */
async function judgedByShipped(store: Store, now: number): Promise<string> {
  const reference = await new ReferenceReader(new FeedRepository(store)).at(now);
  return judgedBy(rulesInForce(requirements(controls, checklists()), dayMs)(reference), []);
}

function fill(
  database: Database.Database,
  templates: readonly FleetTemplate[],
  { hosts, now, kinds, judged }: Filling,
): Fleet {
  const isWhole = hosts <= mostWithEvidence;
  // Nothing here is worth keeping after a crash: the folder is made anew.
  database.pragma('journal_mode = DELETE');
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  // Sorting in runs that fit the processor's cache and merging them takes 2.5 times less than one run in memory.
  database.pragma('temp_store = FILE');
  database.pragma('cache_size = -4000');
  // Indexes are made from sorted rows in the end: one at a time they take minutes.
  const indexes = database
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'index' and sql is not null and tbl_name in ('host', 'finding', 'finding_span', 'evidence', 'evidence_span')",
    )
    .all();
  for (const { name } of indexes) database.exec(`drop index ${name}`);
  database.transaction(() => {
    // A finding names evidence that is there.
    putTemplates(database, templates, now, isWhole);
    putHosts(database, templates, { hosts, now, judged });
    putFindings(database, now);
    putEvidence(database, templates, now, (kind) => isWhole || kinds.includes(kind));
  })();
  for (const { sql } of indexes) database.exec(sql);
  database.transaction(() => {
    putTallies(database, templates, now);
    database.exec('drop table fleet_template; drop table fleet_host');
  })();
  const count = (table: string) => Number(database.prepare(`select count(*) from ${table}`).pluck().get());
  return { hosts: count('host'), findings: count('finding') };
}

function putTemplates(
  database: Database.Database,
  templates: readonly FleetTemplate[],
  now: number,
  withEvidence: boolean,
): void {
  database.exec(
    `create table fleet_template (template integer, place integer, control text, variant text, outcome text, reason text,
      parameters text, observed text, expected text, evidence text, valid_until_at integer, due_at integer,
      before text,
      primary key (template, control, variant)) without rowid`,
  );
  const insert = database.prepare('insert into fleet_template values (?,?,?,?,?,?,?,?,?,?,?,?,?)');
  for (const [template, { findings }] of templates.entries()) {
    for (const [place, finding] of findings.entries()) {
      insert.run(
        template,
        place,
        finding.control,
        finding.variant,
        finding.outcome,
        finding.reason,
        JSON.stringify(finding.parameters),
        ...[finding.observed, finding.expected].map((said) =>
          JSON.stringify(withEvidence ? said : { ja: shortened(said.ja), en: shortened(said.en) }),
        ),
        JSON.stringify(withEvidence ? finding.evidence : []),
        // The collector that opens it has nothing to judge for a year.
        now + 400 * dayMs,
        finding.endsAt && finding.outcome === 'pass' ? Date.parse(finding.endsAt) : null,
        outcomeBefore(finding.outcome),
      );
    }
  }
}

const shortened = (said: string) =>
  said.length > mostCharacters ? `${said.slice(0, mostCharacters - 1)}…` : said;

function putHosts(
  database: Database.Database,
  templates: readonly FleetTemplate[],
  { hosts, now, judged }: Pick<Filling, 'hosts' | 'now' | 'judged'>,
): void {
  database.exec(
    'create table fleet_host (id text primary key, number integer, template integer) without rowid',
  );
  const columns = [
    'id',
    'name',
    'label',
    'platform',
    'os_name',
    'os_version',
    'architecture',
    'agent_version',
    'enrolled_at',
    'last_report_at',
    'last_sequence',
    'needs_evaluation',
    'clock_skew_ms',
    'sort_name',
    'search',
    'system',
    'passes',
    'failures',
    'unknowns',
    'errors',
    'not_applicables',
    'sets_version',
    'judged_by',
    'judged_edition',
  ];
  const insert = database.prepare(
    `insert into host (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  const edition = database.prepare('select number from judging_edition').pluck().get();
  const insertPart = database.prepare('insert into host_name_part (part, host_id) values (?, ?)');
  const like = database.prepare('insert into fleet_host values (?, ?, ?)');
  const counts = templates.map(({ findings }) =>
    ['pass', 'fail', 'unknown', 'error', 'not-applicable'].map(
      (wanted) =>
        findings.filter(({ variant, outcome }) => variant === 'default' && outcome === wanted).length,
    ),
  );
  for (const { number, name, label, template, silentDays } of fleetHosts(hosts, templates)) {
    const { platform, osName: os_name, osVersion: os_version } = templates[template] as FleetTemplate;
    // In the order of their numbers, as ids that begin with a time are.
    const id = `${number.toString(16).padStart(8, '0')}${randomUUID().slice(8)}`;
    const searched = hostColumns({ name, label, os_name, os_version });
    const reportedAt = now - silentDays * dayMs - Math.floor(((number * 7919) % 3600) * 1000);
    insert.run(
      id,
      name,
      label,
      platform,
      os_name,
      os_version,
      'x64',
      '0.1.0',
      now - historyDays * dayMs,
      reportedAt,
      7,
      0,
      0,
      searched.sort_name,
      searched.search,
      searched.system,
      ...(counts[template] ?? []),
      shippedSets().version,
      judged,
      edition,
    );
    like.run(id, number, template);
    for (const part of partsOf(searched.sort_name)) insertPart.run(part, id);
  }
}

const sinceRange = historyDays * dayMs - 120_000;
const hostStep = 2_654_435_761;
const placeStep = 15_485_863_001;

/** When a finding of a host began: spread over the days, and never twice the same for a host. */
const sinceInSql = (now: number) =>
  `(${now - 60_000} - (h.number * ${hostStep} + t.place * ${placeStep}) % ${sinceRange})`;

/** The same; every step stays below 2^53. */
function sinceOf(host: number, place: number, now: number): number {
  return now - 60_000 - ((host * hostStep + place * placeStep) % sinceRange);
}

/** What a finding was before: one that passes had failed, and the other way round. */
const outcomeBefore = (outcome: string) => (outcome === 'pass' ? 'fail' : 'pass');

function putFindings(database: Database.Database, now: number): void {
  database.exec(
    `insert into finding (host_id, control, variant, outcome, reason, parameters, observed, expected, evidence,
       since_at, evaluated_at, valid_until_at, due_at)
     select h.id, t.control, t.variant, t.outcome, t.reason, t.parameters, t.observed, t.expected, t.evidence,
       ${sinceInSql(now)}, ${now}, t.valid_until_at, t.due_at
     from fleet_host h cross join fleet_template t on t.template = h.template`,
  );
  database.exec(
    `update host set newest_failure_at = (
       select max(since_at) from finding where host_id = host.id and outcome = 'fail' and variant = 'default')`,
  );
  // Both stretches of a finding one after the other, so that the key grows at its end.
  database.exec(
    `insert into finding_span (host_id, control, variant, outcome, reason, from_at, to_at)
     select h.id, t.control, t.variant,
       iif(stretch.is_last, t.outcome, t.before), iif(stretch.is_last, t.reason, 'before'),
       iif(stretch.is_last, ${sinceInSql(now)}, ${now - historyDays * dayMs}),
       iif(stretch.is_last, null, ${sinceInSql(now)})
     from fleet_host h cross join fleet_template t on t.template = h.template
       cross join (select 0 as is_last union all select 1) stretch
     where stretch.is_last or ${sinceInSql(now)} > ${now - changedDays * dayMs}`,
  );
}

function putEvidence(
  database: Database.Database,
  templates: readonly FleetTemplate[],
  now: number,
  isThere: (kind: string) => boolean,
): void {
  const body = database.prepare(
    'insert into evidence_body (sha256, kind, body, named_at) values (?, ?, ?, ?) on conflict do nothing',
  );
  for (const [template, { evidence }] of templates.entries()) {
    for (const { sha256, durationMs, body: read } of evidence) {
      if (!isThere(read.kind)) continue;
      body.run(sha256, read.kind, deflated(canonicalJson(read)), now);
      const values = [read.kind, sha256, now, now, durationMs, template];
      database
        .prepare(
          'insert into evidence (host_id, kind, sha256, collected_at, claimed_at, duration_ms) select id, ?, ?, ?, ?, ? from fleet_host where template = ?',
        )
        .run(...values);
      database
        .prepare(
          'insert into evidence_span (host_id, kind, first_seen_at, last_seen_at, sha256) select id, ?, ?, ?, ? from fleet_host where template = ?',
        )
        .run(read.kind, now, now, sha256, template);
    }
  }
}

/** From how many hosts are like which machine: the same numbers that counting every finding gives. */
function putTallies(database: Database.Database, templates: readonly FleetTemplate[], now: number): void {
  database.exec(
    `insert into finding_tally select t.control, t.variant, t.outcome, sum(s.hosts)
       from (select template, count(*) as hosts from fleet_host group by template) s
       join fleet_template t on t.template = s.template group by t.control, t.variant, t.outcome;
     insert into report_hour select last_report_at / ${hourMs}, count(*) from host group by last_report_at / ${hourMs};
     insert into due_tally select (t.due_at + 32400000) / ${dayMs}, t.control, sum(s.hosts)
       from (select template, count(*) as hosts from fleet_host group by template) s
       join fleet_template t on t.template = s.template
       where t.due_at is not null and t.outcome = 'pass' and t.variant = 'default'
       group by (t.due_at + 32400000) / ${dayMs}, t.control`,
  );
  for (const grouping of ['label', 'platform', 'system']) {
    database.exec(
      `insert into group_size (grouping, group_id, hosts) select '${grouping}', ${grouping}, count(*) from host group by ${grouping};
       insert into group_tally (grouping, group_id, control, variant, outcome, hosts)
         select '${grouping}', s.id, t.control, t.variant, t.outcome, sum(s.hosts)
         from (select host.${grouping} as id, template, count(*) as hosts from host
           join fleet_host on fleet_host.id = host.id group by host.${grouping}, template) s
         join fleet_template t on t.template = s.template
         group by s.id, t.control, t.variant, t.outcome`,
    );
  }
  const sizes = database
    .prepare<[], { template: number; hosts: number }>(
      'select template, count(*) as hosts from fleet_host group by template',
    )
    .all();
  const passing = new Map<string, number>();
  for (const { template, hosts } of sizes) {
    for (const id of passingSets(shippedSets(), templates[template]?.findings ?? [])) {
      passing.set(id, (passing.get(id) ?? 0) + hosts);
    }
  }
  const set = database.prepare('insert into set_tally values (?, ?, ?)');
  for (const [id, hosts] of passing) set.run(shippedSets().version, id, hosts);
  putHistory(database, templates, now);
}

/** Changes by the hour, and the ends of days as if hosts had come to pass little by little. */
function putHistory(database: Database.Database, templates: readonly FleetTemplate[], now: number): void {
  const insertChange = database.prepare('insert into change_tally values (?, ?, ?, ?, ?)');
  const first = Math.floor((now - historyDays * dayMs) / hourMs);
  for (const [key, hours] of changesByHour(database, templates, first, now)) {
    const [control, before, after] = key.split(' ');
    for (const [hour, changes] of hours.entries()) {
      if (changes > 0) insertChange.run(first + hour, control, before, after, changes);
    }
  }
  database.exec(
    "insert into change_tally select hour, '', before, after, sum(changes) from change_tally group by hour, before, after",
  );
  const today = dayNumber(now);
  database.prepare('update tally_state set day = ? where id = 1').run(today);
  const insert = database.prepare(
    `insert into day_tally (control, day, outcome, hosts)
     select control, ?, outcome, case outcome when 'pass' then cast(hosts - hosts * ? / 1000 as integer) else hosts end
     from finding_tally where variant = 'default'`,
  );
  for (let back = historyDays; back > 0; back -= 1) insert.run(today - back, back * 3);
  database.exec(
    "insert into day_tally (control, day, outcome, hosts) select '', day, outcome, sum(hosts) from day_tally group by day, outcome",
  );
}

/**
 * How many findings came to be in which hour, by control, outcome before and outcome after.
 *
 * @param first hour that is counted, since 1970
 */
function changesByHour(
  database: Database.Database,
  templates: readonly FleetTemplate[],
  first: number,
  now: number,
): Map<string, Int32Array> {
  const found = new Map<string, Int32Array>();
  const hoursOf = (key: string): Int32Array => {
    const known = found.get(key) ?? new Int32Array(historyDays * 24 + 2);
    found.set(key, known);
    return known;
  };
  const numbersOf = database
    .prepare<[number], number>('select number from fleet_host where template = ?')
    .pluck();
  for (const [template, { findings }] of templates.entries()) {
    const numbers = numbersOf.all(template);
    for (const [place, { control, variant, outcome }] of findings.entries()) {
      if (variant !== 'default') continue;
      const changed = hoursOf(`${control} ${outcomeBefore(outcome)} ${outcome}`);
      const begun = hoursOf(`${control}  ${outcome}`);
      for (const number of numbers) {
        const since = sinceOf(number, place, now);
        const hours = since > now - changedDays * dayMs ? changed : begun;
        const hour = Math.floor(since / hourMs) - first;
        hours[hour] = (hours[hour] ?? 0) + 1;
      }
    }
  }
  return found;
}
