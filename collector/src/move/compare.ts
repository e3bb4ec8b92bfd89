import { auditPublicKey } from '../audit/audit-key.ts';
import { verifyLog } from '../audit/verify-log.ts';
import type { AuditVerdict } from '../audit/verify-log.ts';
import { AuditRepository } from '../store/audit-repository.ts';
import { wrongCounters } from '../store/move/counters.ts';
import { contentOfSource, contentOfTarget } from '../store/move/table-hash.ts';
import type { Moving } from '../store/move/moving.ts';
import { readingStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { wrongTalliesNow } from '../store/tallies/tally-check.ts';
import type { ComparedTable, MoveReport, MoveStep } from './move-report.ts';

type Compared = Pick<MoveReport, 'tables' | 'wrongCounters' | 'auditLog' | 'tallies' | 'equal'>;

export type Comparing = {
  moving: Moving;
  target: Store;
  /** Folder of the collector's keys. */
  authority: string;
  /** After the switch, when lines were added to the audit log: then those are compared that are here too. */
  isSwitched: boolean;
  onStep: (step: MoveStep) => void;
};

/** Everything on both sides, by counts and hashes, and what a collector would count and verify over there. */
export async function compared(comparing: Comparing): Promise<Compared> {
  const { moving, target, authority, isSwitched, onStep } = comparing;
  const tables = await comparedTables(comparing);
  const counters = await wrongCounters(moving.server, moving.tables);
  const source = readingStore({ read: moving.source.reader, close: () => Promise.resolve() });
  onStep({ doing: 'audit-log' });
  const [here, there] = [await verdictOf(source, authority), await verdictOf(target, authority)];
  onStep({ doing: 'tallies' });
  const wrong = await wrongTalliesNow(target);
  const wrongHere = wrong.length === 0 ? [] : await wrongTalliesNow(source);
  const auditLog = {
    entries: there.entries,
    signedHeads: there.signedHeads,
    intact: there.ok,
    equal: isSwitched
      ? here.ok === there.ok && here.entries <= there.entries
      : JSON.stringify(here) === JSON.stringify(there),
    faults: there.faults.map(({ explanation }) => explanation),
  };
  const tallies = { wrong, equal: wrong.length === wrongHere.length };
  const equal =
    tables.every((table) => table.equal) && counters.length === 0 && auditLog.equal && tallies.equal;
  return { tables, wrongCounters: counters, auditLog, tallies, equal };
}

async function comparedTables({ moving, isSwitched, onStep }: Comparing): Promise<ComparedTable[]> {
  const { source, server, tables } = moving;
  const found: ComparedTable[] = [];
  for (const table of tables) {
    // One row, which moves on with the log.
    if (isSwitched && table.name === 'audit_chain') continue;
    const isLog = table.name === 'audit_entry';
    const all = source.count(table.name) * 2;
    const told = (rows: number) => onStep({ doing: 'compare', table: table.name, rows, all });
    const { nul, ...here } = await contentOfSource(source, table, moving.kindsOf(table), told);
    const there = await server.transaction(
      () =>
        contentOfTarget(
          server,
          table,
          (rows) => told(here.rows + rows),
          isSwitched && isLog ? here.rows : undefined,
        ),
      'isolation level repeatable read read only',
    );
    const { name, columns, key } = table;
    found.push({
      name,
      columns: [...columns],
      key: [...key],
      source: here,
      target: there,
      equal: here.rows === there.rows && here.sha256 === there.sha256,
      nul,
    });
  }
  return found;
}

async function verdictOf(store: Store, authority: string): Promise<AuditVerdict> {
  const audit = new AuditRepository(store);
  const heads = await audit.heads();
  return verifyLog({ rows: audit.rows(), chain: () => audit.chain(), heads }, auditPublicKey(authority));
}
