import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('host')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('os_name', 'text')
    .addColumn('os_version', 'text')
    .addColumn('architecture', 'text')
    .addColumn('machine_id_hash', 'text')
    .addColumn('agent_version', 'text')
    .addColumn('enrolled_at', 'bigint', (column) => column.notNull())
    .addColumn('last_report_at', 'bigint')
    .addColumn('last_sequence', 'bigint', (column) => column.notNull())
    .addColumn('needs_evaluation', 'integer', (column) => column.notNull())
    .execute();
  await schema.createIndex('host_needs_evaluation').on('host').column('needs_evaluation').execute();
  await schema
    .createTable('certificate')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey())
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('serial', 'text', (column) => column.notNull())
    .addColumn('not_before_at', 'bigint', (column) => column.notNull())
    .addColumn('not_after_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
  await schema
    .createTable('enrolment_token')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('uses_left', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('report')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('report_id', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('scanned_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_key', ['host_id', 'report_id'])
    .execute();
  await schema
    .createTable('evidence_body')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('body', 'bytea', (column) => column.notNull())
    .execute();
  await schema
    .createTable('evidence')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull().references('evidence_body.sha256'))
    .addColumn('collected_at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('evidence_key', ['host_id', 'kind'])
    .execute();
  await schema
    .createTable('evidence_span')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull().references('evidence_body.sha256'))
    .addPrimaryKeyConstraint('evidence_span_key', ['host_id', 'kind', 'first_seen_at'])
    .execute();
  await schema
    .createTable('finding')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('observed', 'text', (column) => column.notNull())
    .addColumn('expected', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('since_at', 'bigint', (column) => column.notNull())
    .addColumn('evaluated_at', 'bigint', (column) => column.notNull())
    .addColumn('valid_until_at', 'bigint')
    .addPrimaryKeyConstraint('finding_key', ['host_id', 'control', 'variant'])
    .execute();
  await schema.createIndex('finding_valid_until').on('finding').column('valid_until_at').execute();
  await schema
    .createIndex('finding_control')
    .on('finding')
    .columns(['control', 'variant', 'outcome'])
    .execute();
  await schema
    .createTable('finding_span')
    .addColumn('host_id', 'text', (column) => column.notNull().references('host.id'))
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('to_at', 'bigint')
    .addPrimaryKeyConstraint('finding_span_key', ['host_id', 'control', 'variant', 'from_at'])
    .execute();
}
