import { own } from '@tenken/shared';
import type { Package } from '../../evidence/software/package-list.ts';
import * as z from 'zod/mini';
import { cycleOf } from './names.ts';
import table from './2026-04.json' with { type: 'json' };

const Cycle = z.strictObject({
  /** Last day on which the vendor repairs it without a separate contract; null = none is announced. */
  end: z.nullable(z.iso.date()),
  /** Last day of a paid extension: counts only for those who bought it. */
  extendedEnd: z.optional(z.iso.date()),
  /** Follows from the vendor's policy; the day itself was not read. */
  estimated: z.optional(z.boolean()),
});
export type Cycle = z.infer<typeof Cycle>;

const Product = {
  id: z.string(),
  product: z.string(),
  /** The day whose state the source shows. */
  readOn: z.iso.date(),
  source: z.string(),
};

/** Until when vendors repair widely used software, as published. Names are matched in `names.ts`. */
export const ApplicationSupportTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  products: z.array(z.strictObject({ ...Product, cycles: z.record(z.string(), Cycle) })),
  /** Only the newest version is repaired: the one of the day of reading, and how often another takes its place. */
  evergreen: z.array(z.strictObject({ ...Product, newest: z.int(), cadenceDays: z.int() })),
});
export type ApplicationSupportTable = z.infer<typeof ApplicationSupportTable>;

export const applicationSupportTable: ApplicationSupportTable = ApplicationSupportTable.parse(table);

export type Support = {
  product: string;
  cycle: string;
  readOn: string;
  /** Null: the product is known and this version of it is not. */
  period: Cycle | null;
  /** True only near the day of reading: no end was announced, or it follows from how often versions come. */
  holdsFromReading: boolean;
};

const dayMs = 86_400_000;
/** Updates reach a host some time after they come out, and the long cycle of Chrome and Edge takes twice as long. */
const graceVersions = 1;

/** Null: the table does not know this software. */
export function applicationSupport(one: Package, from: ApplicationSupportTable): Support | null {
  for (const { id, product, readOn, cycles } of from.products) {
    const cycle = cycleOf(id, one);
    if (cycle === null) continue;
    const period = own(cycles, cycle) ?? null;
    return { product, cycle, readOn, period, holdsFromReading: period?.end === null };
  }
  for (const { id, product, readOn, newest, cadenceDays } of from.evergreen) {
    const cycle = cycleOf(id, one);
    if (cycle === null) continue;
    const versions = Math.min(1000, Math.max(0, Number(cycle) - newest + 1 + graceVersions));
    const end = new Date(Date.parse(readOn) + versions * cadenceDays * dayMs).toISOString().slice(0, 10);
    return { product, cycle, readOn, period: { end, estimated: true }, holdsFromReading: true };
  }
  return null;
}
