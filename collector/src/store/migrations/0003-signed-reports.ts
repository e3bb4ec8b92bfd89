import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

const columns: readonly [table: string, definition: string][] = [
  ['host', "status text not null default 'active'"],
  ['host', 'status_reason text'],
  ['host', 'status_at bigint'],
  ['host', "label text not null default ''"],
  ['host', 'sequence_gaps bigint not null default 0'],
  ['host', 'reports_dropped bigint not null default 0'],
  ['host', 'clock_skew_ms bigint'],
  ['host', 'released_sequence bigint not null default 0'],
  ['certificate', "pem text not null default ''"],
  ['certificate', 'replaces text'],
  ['certificate', 'first_used_at bigint'],
  ['certificate', 'revoke_reason text'],
  ['enrolment_token', 'host_pattern text'],
  ['enrolment_token', 'uses integer not null default 1'],
  ['enrolment_token', 'revoked_at bigint'],
  ['evidence', 'claimed_at bigint'],
  ['evidence', 'report_id text'],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, columns);
  const { schema } = db;
  await schema.createIndex('certificate_host').on('certificate').column('host_id').execute();
  await schema.createIndex('report_sequence').on('report').columns(['host_id', 'sequence']).execute();
  await schema
    .createTable('report_statement')
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addColumn('report_id', 'text', (column) => column.notNull())
    .addColumn('statement', 'bytea', (column) => column.notNull())
    .addColumn('signature', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull().references('certificate.fingerprint'))
    .addPrimaryKeyConstraint('report_statement_key', ['host_id', 'report_id'])
    .addForeignKeyConstraint('report_statement_report', ['host_id', 'report_id'], 'report', [
      'host_id',
      'report_id',
    ])
    .execute();
  await schema
    .createTable('quarantined_report')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('report_id', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('machine_id_hash', 'text')
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('statement', 'bytea', (column) => column.notNull())
    .addColumn('signature', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull().references('certificate.fingerprint'))
    .addPrimaryKeyConstraint('quarantined_report_key', ['host_id', 'report_id'])
    .execute();
}
