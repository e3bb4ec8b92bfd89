import { HandleEmptyInListsPlugin, replaceWithNoncontingentExpression } from 'kysely';
import { PlainColumns } from './plain-columns.ts';

/** What queries, as they are written for SQLite, need before PostgreSQL reads them well. */
export const ownWords = [
  // The first: it knows expressions by what they were made of, and others make them anew.
  new PlainColumns(),
  // `in ()`, which SQLite reads as a list without anything, and PostgreSQL not at all.
  new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
];
