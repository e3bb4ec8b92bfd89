import Database from 'better-sqlite3';
import { deflated, keptStatement } from '../../../collector/src/store/reports/stored-body.ts';
import type { AcceptedReport } from '../../../collector/src/store/reports/report-repository.ts';

/**
 * The least that keeps what hosts signed, and each body that is not in the host's last report, on disk: three tables with
 * short keys and bare statements. It knows no history of evidence, no newest evidence to judge or show, no identities, no
 * second machine under one name, and answers nothing that was sent twice.
 */
export class LeastStore {
  readonly #database: Database.Database;
  readonly #places = new Map<string, number>();
  readonly #hashes = new Map<number, Set<string>>();
  readonly #statements: Record<'begin' | 'commit' | 'host' | 'state' | 'report' | 'body', Database.Statement>;

  constructor(path: string) {
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec(`
      create table host (id integer primary key, last_sequence integer not null, last_report_at integer not null);
      create table report (host integer not null, sequence integer not null, report_id blob not null, sha256 blob not null,
        statement blob not null, signature blob not null, primary key (host, sequence)) without rowid;
      create table body (sha256 blob primary key, kind text not null, body blob not null, named_at integer not null);`);
    this.#database = database;
    this.#statements = {
      begin: database.prepare('begin immediate'),
      commit: database.prepare('commit'),
      host: database.prepare('select * from host where id = ?'),
      state: database.prepare('insert or replace into host values (?, ?, ?)'),
      report: database.prepare('insert into report values (?, ?, ?, ?, ?, ?)'),
      body: database.prepare('insert into body values (?, ?, ?, ?) on conflict do nothing'),
    };
  }

  /** All in one transaction, which is on disk when this returns. */
  storeBatch(batch: readonly AcceptedReport[]): AcceptedReport[] {
    this.#statements.begin.run();
    for (const accepted of batch) this.#store(accepted);
    this.#statements.commit.run();
    return [...batch];
  }

  close(): void {
    this.#database.close();
  }

  #store({ hostId, statement, canonicalStatement, signature, sha256, bodies, receivedAt }: AcceptedReport) {
    const { host, state, report, body } = this.#statements;
    const place = this.#places.get(hostId) ?? this.#places.size + 1;
    this.#places.set(hostId, place);
    host.get(place);
    const id = Buffer.from(statement.reportId.replaceAll('-', ''), 'hex');
    const kept = keptStatement(statement, canonicalStatement);
    const signed = Buffer.from(signature, 'base64');
    report.run(place, statement.sequence, id, Buffer.from(sha256, 'hex'), kept, signed);
    const before = this.#hashes.get(place);
    for (const [hash, { kind, canonical }] of bodies) {
      if (!before?.has(hash)) body.run(Buffer.from(hash, 'hex'), kind, deflated(canonical), receivedAt);
    }
    this.#hashes.set(place, new Set(bodies.keys()));
    state.run(place, statement.sequence, receivedAt);
  }
}
