import type { Kysely } from 'kysely';

/**
 * Systems, what people declare of them, and the assessments of forms. Nothing is overwritten: rows are recorded at one
 * moment and withdrawn at another, so that the state as of any moment can be read again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('system')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('labels', 'text', (column) => column.notNull())
    .addColumn('organisation', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('system_key', ['id', 'recorded_at'])
    .execute();
  await schema
    .createTable('asset_ledger')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('asset_ledger_system').on('asset_ledger').column('system_id').execute();
  await schema
    .createTable('asset')
    .addColumn('ledger_id', 'text', (column) => column.notNull().references('asset_ledger.id'))
    .addColumn('asset_number', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_folded', 'text', (column) => column.notNull())
    .addColumn('excluded_reason', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('asset_key', ['ledger_id', 'asset_number'])
    .execute();
  await schema
    .createTable('declaration')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('entries', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('review_on', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('declaration_system').on('declaration').column('system_id').execute();
  await schema
    .createTable('official_wording')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('checklist', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('items', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('attestation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('checklist', 'text', (column) => column.notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('expires_on', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('attestation_item')
    .on('attestation')
    .columns(['system_id', 'checklist', 'item'])
    .execute();
  await schema
    .createTable('attached_file')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('content', 'bytea', (column) => column.notNull())
    .execute();
  await schema
    .createTable('attachment')
    .addColumn('attestation_id', 'text', (column) => column.notNull().references('attestation.id'))
    .addColumn('sha256', 'text', (column) => column.notNull().references('attached_file.sha256'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('attachment_key', ['attestation_id', 'sha256'])
    .execute();
  await schema
    .createTable('plan')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('checklist', 'text', (column) => column.notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('plan_item').on('plan').columns(['system_id', 'checklist', 'item']).execute();
  await schema
    .createTable('waiver')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('requested_person', 'text', (column) => column.notNull())
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('host_id', 'text')
    .addColumn('reason_kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('expires_on', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'bigint')
    .addColumn('decided_by', 'text')
    .addColumn('decided_person', 'text')
    .addColumn('approved', 'integer')
    .execute();
  await schema.createIndex('waiver_system').on('waiver').column('system_id').execute();
  await schema
    .createTable('assessment')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('system_id', 'text', (column) => column.notNull())
    .addColumn('checklist', 'text', (column) => column.notNull())
    .addColumn('edition', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('fiscal_year', 'integer', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('opened_by', 'text', (column) => column.notNull())
    // The moment whose state it shows once it is frozen.
    .addColumn('as_of_at', 'bigint')
    .addColumn('frozen_at', 'bigint')
    .addColumn('frozen_by', 'text')
    .addColumn('frozen_person', 'text')
    .addColumn('rules_hash', 'text')
    .addColumn('reviewed_at', 'bigint')
    .addColumn('reviewed_by', 'text')
    .addColumn('reviewed_person', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('closed_by', 'text')
    .addColumn('closed_person', 'text')
    .addColumn('reviewer_approves', 'integer')
    .execute();
  // What people decide of an item while they work on an assessment: the newest row of an item holds.
  await schema
    .createTable('item_entry')
    .addColumn('assessment_id', 'text', (column) => column.notNull().references('assessment.id'))
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addColumn('role', 'text')
    .addColumn('remarks', 'text')
    .addColumn('basis', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('item_entry_key', ['assessment_id', 'item', 'revision'])
    .execute();
}
