import { askedServer } from './asked-server.ts';

/**
 * What Tenken uses of PostgreSQL's language: all that a database which only speaks its protocol has to know. Whatever
 * is not here is not used; decision 0010 says why.
 */
export const usedFeatures: Readonly<Record<string, readonly string[]>> = {
  'rows and conditions':
    `select distinct from where and or not in exists is null as on case when then else end between like escape
     true false all any with union intersect except values limit offset order by asc desc nulls first last group having`.split(
      /\s+/,
    ),
  joins: 'join inner left outer cross using lateral'.split(' '),
  'recursive queries': ['recursive'],
  changes: 'insert into update set delete returning default'.split(' '),
  // `excluded` is no word of its own.
  'insert or change': 'conflict do nothing'.split(' '),
  'many rows as arrays of their columns': ['unnest'],
  'transactions at read committed and repeatable read':
    'begin start transaction isolation level read committed repeatable only write commit rollback savepoint release to local'.split(
      ' ',
    ),
  'locks of rows': 'for no key update'.split(' '),
  'tables and indexes':
    `create table column if index unique primary key constraint foreign references drop alter add rename text integer
     bigint bytea varchar boolean collate set type`.split(/\s+/),
  'right to make tables, as the migrations ask for it, too': ['has_schema_privilege', 'current_schema'],
  'window functions': 'over partition row rows range preceding following unbounded current'.split(' '),
  'functions of rows':
    `coalesce count sum min max greatest least lower upper length octet_length substr substring nullif abs row_number lag lead
     first_value filter cast string_agg bool_or bool_and round floor`.split(/\s+/),
};

/** Used where the database has them, and done without where it has not: PostgreSQL's own partitions of tables, and its size. */
export const optionalFeatures: Readonly<Record<string, readonly string[]>> = {
  'partitions by range': 'attach detach of range including like split_part version'.split(' '),
  'size of the database': ['pg_database_size', 'current_database'],
  'locks of tables while a partition comes or goes': 'lock share exclusive mode'.split(' '),
};

/** With what tables there are is asked at the start, of the catalogue that all of them have. */
const catalogueFeatures = ['col_description()', 'pg_get_serial_sequence()', 'quote_ident()', '!~'];

const operators = new Set(['=', '<>', '!=', '<', '>', '<=', '>=', '||', '+', '-', '*', '/', '%', '::']);

/**
 * What a statement uses beside that, such as `listen` or `pg_advisory_lock()`.
 *
 * @param keywords words of the database's own language that are no names of ours
 */
export function otherFeatures(statement: string, keywords: ReadonlySet<string>): string[] {
  const used = new Set([...Object.values(usedFeatures), ...Object.values(optionalFeatures)].flat());
  const bare = statement
    .replace(/'(?:[^']|'')*'/g, ' 0 ')
    // Names of tables, columns, constraints and collations.
    .replace(/"(?:[^"]|"")*"/g, ' x ')
    .replace(/--.*$/gm, ' ')
    .replace(/\$\d+/g, ' 0 ')
    .toLowerCase();
  const found = new Set<string>();
  for (const [, before = '', word = '', bracket] of bare.matchAll(/(\.|\bas\s+)?\b([a-z_]\w*)(\s*\()?/g)) {
    if (before !== '' && word !== 'materialized') continue;
    if (used.has(word)) continue;
    if (bracket !== undefined && !isListOfColumns(bare, word)) found.add(`${word}()`);
    else if (keywords.has(word)) found.add(word);
  }
  for (const [operator] of bare.matchAll(/[-+*/<>=~!@#%^&|`?:]+/g)) {
    if (!operators.has(operator)) found.add(operator);
  }
  const known = statement.includes('"pg_catalog"') ? catalogueFeatures : [];
  return [...found].filter((feature) => !known.includes(feature));
}

/** `insert into table (a, b)`, `with recursive place (number)`, `index on table (a)` and the like are no calls. */
function isListOfColumns(statement: string, word: string): boolean {
  return new RegExp(`\\b(?:into|table|references|recursive|on|exists|with)\\s+${word}\\s*\\(`).test(
    statement,
  );
}

/** Every word of a server's own language, reserved or not, that is no name of a table or column of a database there. */
export async function keywordsOf(url: string): Promise<ReadonlySet<string>> {
  const rows = await askedServer<{ word: string }>(
    url,
    `select word from pg_get_keywords() where word not in (
      select table_name from information_schema.columns where table_schema = 'public'
      union select column_name from information_schema.columns where table_schema = 'public')`,
  );
  return new Set(rows.map(({ word }) => word));
}
