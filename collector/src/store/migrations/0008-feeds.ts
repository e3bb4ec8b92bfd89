import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  // Who may sign what is carried in.
  await schema
    .createTable('feed_key')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey())
    .addColumn('pem', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('trusted_at', 'bigint', (column) => column.notNull())
    .addColumn('trusted_by', 'text', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .execute();
  // One part of a bundle: from `in_force_at` until `replaced_at` it decided. Without `in_force_at` it never arrived whole.
  await schema
    .createTable('feed')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('format', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('as_of', 'text', (column) => column.notNull())
    .addColumn('covers', 'text', (column) => column.notNull())
    .addColumn('names', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('signer', 'text', (column) => column.notNull())
    .addColumn('entries', 'integer', (column) => column.notNull())
    .addColumn('content', 'text')
    .addColumn('in_force_at', 'bigint')
    .addColumn('replaced_at', 'bigint')
    .execute();
  // What a feed says of one package in one release; what has not changed since the feed before is the same set.
  await schema
    .createTable('feed_package')
    .addColumn('feed_id', 'integer', (column) => column.notNull().references('feed.id'))
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('package', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('feed_package_key', ['feed_id', 'release', 'package'])
    .execute();
  await schema.createIndex('feed_package_set').on('feed_package').column('sha256').execute();
  await schema
    .createTable('advisory_set')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('body', 'bytea', (column) => column.notNull())
    .execute();
}
