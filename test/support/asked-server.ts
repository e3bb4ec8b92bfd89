import pg from 'pg';

/**
 * What a test itself asks of a PostgreSQL, over a connection without the name of the product's: it may use more of the
 * language than the product does, and is not counted among what that uses.
 *
 * @param url of a database
 *
 * @returns the rows
 */
export async function askedServer<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
