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
import type { ReportPackRow, ReportRow, ReportStatementRow } from '../schema.ts';
import { bulkDelete, bulkInsert, bulkUpdate } from '../sql/bulk.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
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
   * Packs the older ones among the reports of hosts that lie by themselves, where there are enough of them, in one
   * transaction. What is not as its hash says, was carried here, or cannot be put together again byte for byte stays as
   * it is.
   *
   * @returns how many were packed
   */
  async pack(hostIds: readonly string[]): Promise<number> {
    return this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(db, hostIds);
      const packing: Packing = { grown: [], begun: [], packed: [] };
      for (const hostId of hostIds) await packHost(db, hostId, packing);
      await updatePacks(db, packing.grown);
      await insertPacks(db, packing.begun);
      await deleteStatements(db, packing.packed);
      await deleteReports(db, packing.packed);
      return packing.packed.length;
    });
  }
}

/** What becomes of packs, and reports that lie in them now. */
type Packing = { grown: ReportPackRow[]; begun: ReportPackRow[]; packed: ReportKey[] };

async function packHost(db: Db, hostId: string, packing: Packing): Promise<void> {
  const [newest] = await selectNewestPack(db, { hostId });
  let sequence = newest?.last_sequence ?? 0;
  const rows = await selectLooseReports(db, { hostId, after: sequence });
  const older = rows.slice(0, -newestByThemselves);
  if (older.length < fewest) return;
  let receivedAt = newest?.last_received_at ?? 0;
  const candidates: Candidate[] = [];
  for (const row of older) {
    const candidate = candidateOf(row);
    // Numbers grow with time, as far as the clock does.
    if (!candidate || row.sequence === sequence || row.received_at < receivedAt) continue;
    candidates.push(candidate);
    [sequence, receivedAt] = [row.sequence, row.received_at];
  }
  const grown = newest ? ReportPack.ifWhole(newest) : null;
  for (const pack of packed(grown, candidates)) {
    (pack === grown ? packing.grown : packing.begun).push(pack.row(hostId));
  }
  for (const { report } of candidates) {
    packing.packed.push({ host_id: hostId, report_id: idText(report.reportId) });
  }
}

const selectNewestPack = preparedQuery<{ hostId: string }, ReportPackRow>((db, slot) =>
  db
    .selectFrom('report_pack')
    .selectAll()
    .where('host_id', '=', slot('hostId'))
    .orderBy('first_sequence', 'desc')
    .limit(1),
);

type LooseReport = Pick<ReportRow, 'report_id' | 'sequence' | 'received_at' | 'sha256' | 'carried'> &
  Pick<ReportStatementRow, 'statement' | 'signature' | 'fingerprint'>;

const selectLooseReports = preparedQuery<{ hostId: string; after: number }, LooseReport>((db, slot) =>
  db
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
    .where('report.host_id', '=', slot('hostId'))
    .where('sequence', '>', slot('after'))
    .orderBy('sequence')
    .limit(mostAtOnce + newestByThemselves),
);

const grownColumns = {
  last_sequence: 'bigint',
  last_received_at: 'bigint',
  reports: 'integer',
  sha256: 'text',
  report_ids: 'bytea',
  body: 'bytea',
} as const;

/** Months keep packs by when their first report came. */
const packKeys = { host_id: 'text', first_sequence: 'bigint', first_received_at: 'bigint' } as const;

const insertPacks = bulkInsert<ReportPackRow>('report_pack', {
  ...packKeys,
  ...grownColumns,
  fingerprint: 'text',
});

const updatePacks = bulkUpdate<ReportPackRow>('report_pack', { keys: packKeys, set: grownColumns });

type ReportKey = Pick<ReportRow, 'host_id' | 'report_id'>;

const reportKey = ['host_id', 'report_id'] as const;
const deleteStatements = bulkDelete<ReportKey>('report_statement', reportKey);
const deleteReports = bulkDelete<ReportKey>('report', reportKey);

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

/** @returns packs that hold these reports, the one that there is first while they fit it */
function packed(newest: ReportPack | null, candidates: readonly Candidate[]): ReadonlySet<ReportPack> {
  let open = newest;
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
  return changed;
}
