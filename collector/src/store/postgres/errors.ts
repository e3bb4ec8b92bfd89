import type { ReadOnlyReason } from '../write-gate.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** What operating systems say of a connection that cannot be made, or is gone. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Words of `pg`, which gives these no code. */
const lostWords = /connection terminated|query read timeout|not queryable/i;

/** All connections are in use, and none came back in the time in which one is made: the pool's own words. */
export function isPoolFull(error: unknown): boolean {
  return error instanceof Error && /timeout exceeded when trying to connect/i.test(error.message);
}

/** Whether nothing more can be asked over the connection that an error came from. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  // 08: connection exceptions; 57P01 to 57P05: ended by an administrator, a crash, a start, or for idling.
  return (
    networkCodes.has(code) ||
    /^(08|57P0)/.test(code) ||
    (code === '' && error instanceof Error && lostWords.test(error.message))
  );
}

/**
 * Whether a statement took longer than it may: the server has ended it (57014), or nobody waits any longer. Nothing is
 * wrong with the database.
 */
export function isTooSlow(error: unknown): boolean {
  return codeOf(error) === '57014' || (error instanceof Error && /query read timeout/i.test(error.message));
}

/** Why nothing can be stored after this error; null where it is about one statement only. */
export function reasonOf(error: unknown): ReadOnlyReason | null {
  const code = codeOf(error);
  if (isTooSlow(error)) return null;
  if (isConnectionLost(error)) return 'database-away';
  // No free connection; a standby that has not taken over yet.
  if (code === '53300' || code === '25006') return 'database-away';
  if (code === '53100') return 'disk-full';
  if (/^XX00[12]$/.test(code)) return 'database-damaged';
  return code === '58030' ? 'disk-failed' : null;
}

/**
 * Whether the whole of a transaction may be tried again: it changed nothing, and another that ran beside it has ended.
 * Serialization failure, deadlock, a row or, at the first start, a table that another has added or removed after this
 * one had looked; 25P02 follows the last where Kysely's migrator has gone on after it.
 */
export function isFromAnother(error: unknown): boolean {
  return /^(40001|40P01|23503|23505|42P07|25P02)$/.test(codeOf(error));
}
