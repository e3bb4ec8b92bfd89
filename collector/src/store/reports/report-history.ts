import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { readCarriage } from './carriage.ts';
import type { Carriage } from './carriage.ts';
import { damagedDatabase } from '../damage/damage.ts';
import { placeOfId, ReportPack } from './report-pack.ts';
import type { HeldReport, SignedText } from './report-pack.ts';
import type { Schema } from '../schema.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { stateIn } from './stated-evidence.ts';
import type { StatedState } from './stated-evidence.ts';
import { inflated } from './stored-body.ts';

type Query = Kysely<Schema>;

/**
 * A report that counts, whichever way it is kept: by itself while it is new, later in a pack. Those of before signatures
 * were kept have none.
 */
export type CountedReport = Omit<HeldReport, 'signed'> & {
  signed: SignedText | null;
  carried: Carriage | null;
};

const packColumns = [
  'first_sequence',
  'last_sequence',
  'first_received_at',
  'last_received_at',
  'fingerprint',
  'sha256',
  'report_ids',
  'body',
] as const;

/** The report with this id; null when it is not kept. @param db of one moment, for packs change while one is looked for */
export async function reportById(db: Query, hostId: string, reportId: string): Promise<CountedReport | null> {
  const row = await single(db)
    .where('report.host_id', '=', hostId)
    .where('report.report_id', '=', reportId)
    .executeTakeFirst();
  if (row) return counted(row);
  const packs = await db
    .selectFrom('report_pack')
    .select(['first_sequence', 'report_ids'])
    .where('host_id', '=', hostId)
    .orderBy('first_sequence', 'desc')
    .execute();
  for (const pack of packs) {
    const place = placeOfId(pack.report_ids, reportId);
    if (place === -1) continue;
    return (await packedFrom(db, hostId, pack.first_sequence))[place] ?? null;
  }
  return null;
}

/** The signed report with the highest number among those that had come by a moment; null before the first. */
export async function reportAt(db: Query, hostId: string, moment: number): Promise<CountedReport | null> {
  const row = await single(db)
    .where('report.host_id', '=', hostId)
    .where('received_at', '<=', moment)
    .where('said.statement', 'is not', null)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const pack = await lastPack(db, hostId).where('first_received_at', '<=', moment).executeTakeFirst();
  // Where a report by itself is of a later number than all of the pack, the pack need not be read.
  if (!pack || (row && row.sequence > pack.last_sequence)) return row ? counted(row) : null;
  const packed = heldIn(pack).findLast(({ receivedAt }) => receivedAt <= moment) ?? null;
  return row && row.sequence > (packed?.sequence ?? 0) ? counted(row) : packed;
}

type NewestRow = Parameters<typeof stateIn>[0] & { host_id: string };

const newestRows = bulkSelect<{ id: string }, Omit<NewestRow, 'statement'> & { statement: Buffer | null }>(
  ['id'],
  (ids) => sql`select report.host_id, report.report_id, report.received_at, report.carried, said.statement
    from host
    join report on report.host_id = host.id and report.sequence = host.last_sequence
    left join report_statement as said on said.host_id = report.host_id and said.report_id = report.report_id
    where host.id in (${ids})
    order by report.received_at desc`,
);

/** What the newest report of each of these hosts says of its evidence; nothing before the first that was signed. */
export async function newestStates(
  db: Query,
  hostIds: readonly string[],
): Promise<ReadonlyMap<string, StatedState>> {
  const rows = await newestRows(
    db,
    hostIds.map((id) => ({ id })),
  );
  // Where two reports have the number, the first one made the state: it comes last.
  const newest = new Map(rows.map((row) => [row.host_id, row]));
  const states = new Map<string, StatedState>();
  for (const [host, { statement, ...row }] of newest) {
    if (statement !== null) states.set(host, stateIn({ ...row, statement }));
  }
  return states;
}

/** The same of one host; null before the first that was signed. */
export async function newestState(db: Query, hostId: string): Promise<StatedState | null> {
  return (await newestStates(db, [hostId])).get(hostId) ?? null;
}

/** The reports of one number in packs: at most one. */
export async function packedNumber(
  db: Query,
  hostId: string,
  sequence: number,
): Promise<CountedReport | null> {
  const pack = await lastPack(db, hostId).where('first_sequence', '<=', sequence).executeTakeFirst();
  if (!pack || pack.last_sequence < sequence) return null;
  return heldIn(pack).find((report) => report.sequence === sequence) ?? null;
}

/**
 * Reports of a host, those of the highest numbers first.
 *
 * @param db of one moment: what is moved into a pack between two questions would be in neither answer, or in both
 */
export async function* reportsNewestFirst(db: Query, hostId: string): AsyncGenerator<CountedReport> {
  const atOnce = 50;
  const packs = packsNewestFirst(db, hostId);
  let packed = await packs.next();
  for (let before = { sequence: Number.MAX_SAFE_INTEGER, id: '' }; ;) {
    const rows = await single(db)
      .where('report.host_id', '=', hostId)
      .where((where) =>
        where(where.refTuple('sequence', 'report.report_id'), '<', where.tuple(before.sequence, before.id)),
      )
      .orderBy('sequence', 'desc')
      .orderBy('report.report_id', 'desc')
      .limit(atOnce)
      .execute();
    for (const row of rows) {
      for (; !packed.done && packed.value.sequence > row.sequence; packed = await packs.next()) {
        yield packed.value;
      }
      yield counted(row);
      before = { sequence: row.sequence, id: row.report_id };
    }
    if (rows.length < atOnce) break;
  }
  for (; !packed.done; packed = await packs.next()) yield packed.value;
}

async function* packsNewestFirst(db: Query, hostId: string): AsyncGenerator<CountedReport> {
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const pack = await lastPack(db, hostId).where('first_sequence', '<', before).executeTakeFirst();
    if (!pack) return;
    yield* heldIn(pack).toReversed();
    before = pack.first_sequence;
  }
}

async function packedFrom(db: Query, hostId: string, first: number): Promise<CountedReport[]> {
  const pack = await lastPack(db, hostId).where('first_sequence', '=', first).executeTakeFirst();
  return pack ? heldIn(pack) : [];
}

/** The last pack of a host, or of those that a further condition leaves. */
function lastPack(db: Query, hostId: string) {
  return db
    .selectFrom('report_pack')
    .select(packColumns)
    .where('host_id', '=', hostId)
    .orderBy('first_sequence', 'desc')
    .limit(1);
}

/** @throws {TenkenError} `database-damaged` */
function heldIn(pack: Parameters<typeof ReportPack.from>[0]): CountedReport[] {
  try {
    return ReportPack.from(pack)
      .held()
      .map((report) => ({ ...report, carried: null }));
  } catch (cause) {
    const { first_sequence: first, last_sequence: last } = pack;
    throw damagedDatabase(
      'The database',
      `a pack of reports ${first} to ${last} is not what its hash says`,
      cause,
    );
  }
}

function single(db: Query) {
  return db
    .selectFrom('report')
    .leftJoin('report_statement as said', (join) =>
      join.onRef('said.host_id', '=', 'report.host_id').onRef('said.report_id', '=', 'report.report_id'),
    )
    .select([
      'report.report_id',
      'report.sequence',
      'report.received_at',
      'report.scanned_at',
      'report.carried',
      'said.statement',
      'said.signature',
      'said.fingerprint',
    ]);
}

function counted(row: {
  report_id: string;
  sequence: number;
  received_at: number;
  scanned_at: number;
  carried: string | null;
  statement: Buffer | null;
  signature: string | null;
  fingerprint: string | null;
}): CountedReport {
  const { statement, signature, fingerprint } = row;
  return {
    reportId: row.report_id,
    sequence: row.sequence,
    receivedAt: row.received_at,
    scannedAt: row.scanned_at,
    signed:
      statement === null || signature === null || fingerprint === null
        ? null
        : { fingerprint, signature, statement: () => inflated(statement) },
    carried: readCarriage(row.carried),
  };
}
