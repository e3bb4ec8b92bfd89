import type { Statement } from '@tenken/shared';
import {
  compactContentHash,
  compactMark,
  compactStatement,
  idText,
  readCompact,
} from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';
import type { Db } from './evidence-repository.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import type { PackedReport } from './report-chunk.ts';
import { ReportPack } from './report-pack.ts';
import type { ReportPackRow } from '../schema.ts';
import type { Store } from '../store.ts';
import { inflated } from './stored-body.ts';

/** Reports that stay by themselves: they are asked for most, and come again when their answer was lost. */
export const newestByThemselves = 8;
/** Fewer are not worth a transaction. */
const fewest = 16;
const mostAtOnce = 128;

type Candidate = { shape: string; fingerprint: string; report: PackedReport };

/** Moves older reports of a host into packs. */
export class ReportPackRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Packs the older ones among the reports of a host that lie by themselves, once there are enough of them. What is
   * not as its hash says, was carried here, or cannot be put together again byte for byte stays as it is.
   *
   * @returns how many were packed
   */
  async pack(hostId: string): Promise<number> {
    return this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(db, [hostId]);
      const newest = await newestPack(db, hostId);
      const rows = await looseReports(db, hostId, newest?.last_sequence ?? 0);
      const older = rows.slice(0, -newestByThemselves);
      if (older.length < fewest) return 0;
      let receivedAt = newest?.last_received_at ?? 0;
      const candidates: Candidate[] = [];
      let sequence = newest?.last_sequence ?? 0;
      for (const row of older) {
        const candidate = candidateOf(row);
        // Numbers grow with time, as far as the clock does.
        if (!candidate || row.sequence === sequence || row.received_at < receivedAt) continue;
        candidates.push(candidate);
        [sequence, receivedAt] = [row.sequence, row.received_at];
      }
      await store(db, hostId, newest, candidates);
      return candidates.length;
    });
  }
}

async function newestPack(db: Db, hostId: string): Promise<ReportPackRow | undefined> {
  return db
    .selectFrom('report_pack')
    .selectAll()
    .where('host_id', '=', hostId)
    .orderBy('first_sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function looseReports(db: Db, hostId: string, after: number) {
  return db
    .selectFrom('report')
    .innerJoin('report_statement as said', (join) =>
      join.onRef('said.host_id', '=', 'report.host_id').onRef('said.report_id', '=', 'report.report_id'),
    )
    .select([
      'report.report_id',
      'report.sequence',
      'report.received_at',
      'report.sha256',
      'report.carried',
      'said.statement',
      'said.signature',
      'said.fingerprint',
    ])
    .where('report.host_id', '=', hostId)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(mostAtOnce + newestByThemselves)
    .execute();
}

type LooseReport = Awaited<ReturnType<typeof looseReports>>[number];

function candidateOf(row: LooseReport): Candidate | null {
  if (row.carried !== null) return null;
  const compact = compactOf(row.statement);
  if (compact === null || compactContentHash(compact) !== row.sha256) return null;
  const { shape, ...rest } = compact;
  const report = { ...rest, receivedAt: row.received_at, signature: row.signature };
  return { shape, fingerprint: row.fingerprint, report };
}

function compactOf(kept: Buffer): CompactStatement | null {
  try {
    if (kept[0] === compactMark) return readCompact(kept);
    return compactStatement(JSON.parse(inflated(kept)) as Statement);
  } catch {
    // Damaged: it stays for who looks for damage.
    return null;
  }
}

async function store(
  db: Db,
  hostId: string,
  newest: ReportPackRow | undefined,
  candidates: readonly Candidate[],
): Promise<void> {
  let open = newest ? ReportPack.ifWhole(newest) : null;
  let waiting: PackedReport[] = [];
  const changed = new Set<ReportPack>();
  const add = () => {
    if (!open || waiting.length === 0) return;
    open.add(waiting);
    changed.add(open);
    waiting = [];
  };
  for (const { shape, fingerprint, report } of candidates) {
    const base = { shape, fingerprint, hashes: report.hashes };
    if (!open?.takes(base, waiting.length)) {
      add();
      open = ReportPack.begin(base);
    }
    waiting.push(report);
  }
  add();
  for (const pack of changed) {
    const row = pack.row(hostId);
    // Not `on conflict`: where packs lie by months their key is not the same.
    await db
      .deleteFrom('report_pack')
      .where('host_id', '=', hostId)
      .where('first_sequence', '=', row.first_sequence)
      .where('first_received_at', '=', row.first_received_at)
      .execute();
    await db.insertInto('report_pack').values(row).execute();
  }
  const ids = candidates.map(({ report }) => idText(report.reportId));
  if (ids.length === 0) return;
  for (const table of ['report_statement', 'report'] as const) {
    await db.deleteFrom(table).where('host_id', '=', hostId).where('report_id', 'in', ids).execute();
  }
}
