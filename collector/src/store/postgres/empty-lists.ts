import { HandleEmptyInListsPlugin, replaceWithNoncontingentExpression } from 'kysely';

/** `in ()`, which SQLite reads as a list without anything, and PostgreSQL not at all. */
export const emptyLists = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })];
