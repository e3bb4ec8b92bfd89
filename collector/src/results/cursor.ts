import * as z from 'zod';
import { Refusal } from '../ingest/refusal.ts';

/** The keys of a list's last row, in the list's order. */
export type Place = readonly (string | number | null)[];

const Written = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.null()])).max(8)]);

/** Where a list goes on, as it is given out. @param list its name and order: a place in one is none in another */
export function writeCursor(list: string, place: Place): string {
  return Buffer.from(JSON.stringify([list, place])).toString('base64url');
}

/** @throws {Refusal} `cursor-invalid` for what this list has not given out */
export function readCursor(list: string, cursor: string | undefined, keys: number): Place | null {
  if (cursor === undefined) return null;
  const written = Written.safeParse(json(cursor));
  if (!written.success || written.data[0] !== list || written.data[1].length !== keys) throw cursorInvalid();
  return written.data[1];
}

/** Milliseconds since 1970 that a cursor holds. @throws {Refusal} `cursor-invalid` */
export function momentIn(key: Place[number] | undefined): number {
  if (typeof key !== 'number' || Number.isNaN(new Date(key).getTime())) throw cursorInvalid();
  return key;
}

function cursorInvalid(): Refusal {
  return new Refusal(
    400,
    'cursor-invalid',
    'This cursor is none that this list has given out in this order. Leave it out to begin at the start, or send `next` of the page before as it is.',
  );
}

function json(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
