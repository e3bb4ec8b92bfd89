import { z } from 'zod';

const Count = z.int().nonnegative();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One table on both sides. */
export const ComparedTable = z.strictObject({
  name: z.string(),
  /** In the order of the hashed values. */
  columns: z.array(z.string()),
  /** In whose order the rows are hashed. */
  key: z.array(z.string()),
  source: z.strictObject({ rows: Count, sha256: Sha256 }),
  target: z.strictObject({ rows: Count, sha256: Sha256 }),
  equal: z.boolean(),
  /** How often U+0000, which PostgreSQL's texts cannot hold, became U+FFFD, by column. */
  nul: z.record(z.string(), Count),
});
export type ComparedTable = z.infer<typeof ComparedTable>;

/** What `tenken migrate-store` found when it compared both sides; stays in the collector's folder. */
export const MoveReport = z.strictObject({
  format: z.literal('tenken-store-move'),
  version: z.literal(1),
  madeBy: z.string(),
  from: z.string(),
  to: z.string(),
  /** The newest migration that both sides have gone through. */
  migration: z.string(),
  begunAt: z.iso.datetime(),
  comparedAt: z.iso.datetime(),
  tables: z.array(ComparedTable),
  /** Tables that only the database over there has. */
  onlyThere: z.array(z.string()),
  /** Tables that would give a number to a row that another row had. */
  wrongCounters: z.array(z.string()),
  auditLog: z.strictObject({
    entries: Count,
    signedHeads: Count,
    intact: z.boolean(),
    /** Whether the log says of itself over there what it says here. */
    equal: z.boolean(),
    faults: z.array(z.strictObject({ ja: z.string(), en: z.string() })),
  }),
  tallies: z.strictObject({
    /** Numbers over there that differ from what a count finds there. */
    wrong: z.array(z.string()),
    /** Whether they were wrong before. */
    equal: z.boolean(),
  }),
  equal: z.boolean(),
});
export type MoveReport = z.infer<typeof MoveReport>;

/** What a move would do. */
export type MovePlan = {
  from: string;
  to: string;
  migration: string;
  /** `continue`: an unfinished copy of this store is there; `anew`: it is, and cannot be gone on with. */
  target: 'empty' | 'continue' | 'anew';
  tables: { name: string; rows: number; rowsThere: number }[];
};

/** What is done at the moment, for people who wait. */
export type MoveStep =
  | { doing: 'check'; bodies: number; reports: number }
  /** `begunAt`: rows that were there before. */
  | { doing: 'copy'; table: string; rows: number; all: number; begunAt: number }
  | { doing: 'index'; done: number; all: number }
  | { doing: 'compare'; table: string; rows: number; all: number }
  | { doing: 'audit-log' | 'tallies' };
