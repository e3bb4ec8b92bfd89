import type { Kysely } from 'kysely';

/** Accounts that an OpenID provider vouches for, by issuer and subject: the only two claims that never change hands. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('account').addColumn('oidc_issuer', 'text').execute();
  await schema.alterTable('account').addColumn('oidc_subject', 'text').execute();
  await schema
    .createIndex('account_oidc')
    .unique()
    .on('account')
    .columns(['oidc_issuer', 'oidc_subject'])
    .execute();
}
