import pg from 'pg';
import { expect, test } from 'vitest';
import { tellCosts } from './question-costs.ts';

/** A connection that answers its first question so. */
function answering(error: Error | null): pg.ClientBase {
  const query = (_: unknown, answered: (error: Error | null) => void) => answered(error);
  return { query } as unknown as pg.ClientBase;
}

test.each([
  ['knows the setting', null, undefined],
  ['does not know it', new pg.DatabaseError('unrecognized configuration parameter', 0, 'error'), undefined],
  ['says nothing', new Error('Query read timeout'), 'Query read timeout'],
])('a database that %s', (_, error, refused) => {
  const told: (string | undefined)[] = [];
  tellCosts(answering(error), 1000, (why) => told.push(why?.message));
  expect(told).toEqual([refused]);
});
