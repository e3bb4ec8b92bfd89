import * as z from 'zod/mini';
import { Unread, unreadList } from '../unread.ts';

const Instant = z.iso.datetime();
const Short = z.string().check(z.maxLength(128));

export const productIds = [
  'clamav',
  'microsoft-defender',
  'trend-micro-apex-one',
  'trend-micro-deep-security',
  'eset',
  'symantec-endpoint-protection',
  'trellix-endpoint-security',
  'sophos',
  'kaspersky',
  'crowdstrike-falcon',
  'sentinelone',
  'cortex-xdr',
  'bitdefender',
  'xprotect',
  'other',
] as const;
export type ProductId = (typeof productIds)[number];

/** What a product finds malware by. */
export const Definitions = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('present'),
    version: z.nullable(Short),
    /** When the vendor made them; null = not told. */
    builtAt: z.nullable(Instant),
    /** When this machine got them, which may be long after they were made; null = not told. */
    updatedAt: z.nullable(Instant),
    /** `day`: the source gives a date in an unknown time zone; the instants are then that day's midnight in UTC. */
    precision: z.enum(['instant', 'day']),
    /** The product's own opinion whether they are new enough; null = it has none. */
    current: z.nullable(z.boolean()),
  }),
  /** We looked and there are none. */
  z.strictObject({ state: z.literal('missing') }),
  /** This product works without definition files. */
  z.strictObject({ state: z.literal('not-used') }),
  /** Nobody told. */
  z.strictObject({ state: z.literal('not-told') }),
]);
export type Definitions = z.infer<typeof Definitions>;

/** What a product does beside looking at files as they are used. Reported by products that tell it. */
const Scanning = z.strictObject({
  /** `never`: switched off by its settings; `configured`: set up, what it scans is not told; null = not told. */
  scheduled: z.nullable(z.enum(['never', 'quick', 'full', 'configured'])),
  /** End of the last scan of either kind; `never`: the product says that there was none; null = not told. */
  lastAt: z.nullable(z.union([Instant, z.literal('never')])),
  lastFullAt: z.nullable(z.union([Instant, z.literal('never')])),
  /** Files on removable media are looked at as they are used; null = not told. */
  removableOnUse: z.nullable(z.boolean()),
  /** A full scan takes removable media in; null = not told. */
  removableInFullScan: z.nullable(z.boolean()),
  /** Its settings are guarded against programs with administrator rights; null = not told. */
  tamperProtection: z.nullable(z.boolean()),
});
export type Scanning = z.infer<typeof Scanning>;

export const unknownScanning: Scanning = {
  scheduled: null,
  lastAt: null,
  lastFullAt: null,
  removableOnUse: null,
  removableInFullScan: null,
  tamperProtection: null,
};

export const Product = z.strictObject({
  product: z.enum(productIds),
  /** As the system shows it; may be translated, never compared. */
  name: Short,
  /** Where its state was read: files, commands, services. */
  sources: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(16)),
  /** Its engine runs and is switched on now; null = not told. */
  running: z.nullable(z.boolean()),
  /** It looks at files as they are used; null = not told. */
  realTime: z.nullable(z.boolean()),
  /** It only watches while another product protects; null = it knows no such mode, or did not say. */
  passive: z.nullable(z.boolean()),
  /** Its licence is good; null = it needs none, or did not say. */
  licensed: z.nullable(z.boolean()),
  licenceEndsAt: z.nullable(Instant),
  definitions: Definitions,
  /** Something on this machine fetches new definitions by itself; null = decided on its server, or not told. */
  autoUpdate: z.nullable(z.boolean()),
  engineVersion: z.nullable(Short),
  scanning: z.optional(Scanning),
  /** What of this product is there and could not be read. */
  unread: z.array(Unread).check(z.maxLength(16)),
});
export type Product = z.infer<typeof Product>;

/** Antivirus products on this machine and what they do now. */
export const Antivirus = z.strictObject({
  /** Places that would have shown a product and could not be read. A product's own are in its `unread`. */
  unread: unreadList,
  /** Installed or registered ones, also those that are off; [] = none of `lookedFor` is here. */
  products: z.array(Product).check(z.maxLength(32)),
  lookedFor: z.array(z.enum(productIds)),
});
export type Antivirus = z.infer<typeof Antivirus>;

/** A product of which nothing is known yet but its name. */
export function unknownProduct(product: ProductId, name: string): Product {
  return {
    product,
    name: name.slice(0, 128),
    sources: [],
    running: null,
    realTime: null,
    passive: null,
    licensed: null,
    licenceEndsAt: null,
    definitions: { state: 'not-told' },
    autoUpdate: null,
    engineVersion: null,
    unread: [],
  };
}

/** Instants before this one are what a counter shows that was never set: 1601, 1970. */
const firstPlausible = Date.UTC(2000, 0, 1);
const lastPlausible = Date.UTC(2200, 0, 1);

export function plausibleInstant(ms: number): string | null {
  return ms >= firstPlausible && ms < lastPlausible ? new Date(ms).toISOString() : null;
}

/** `YYYYMMDD` of a definition set as midnight UTC; null when it is no date. */
export function plausibleDay(digits: string): string | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(digits) ?? [];
  if (!year || !month || !day) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (at.getUTCMonth() !== Number(month) - 1) return null;
  return plausibleInstant(at.getTime());
}
