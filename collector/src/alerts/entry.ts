import * as z from 'zod';
import { expiryKinds } from '../api/alert-schemas.ts';

const instant = z.iso.datetime();
const host = { hostId: z.string(), hostName: z.string(), label: z.string() };

/** One thing that somebody wants to know, as facts. */
export const AlertEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failure'), ...host, control: z.string(), reason: z.string(), at: instant }),
  z.object({ kind: z.literal('silence'), ...host, lastReportAt: instant.nullable(), at: instant }),
  z.object({ kind: z.literal('quarantine'), ...host, at: instant }),
  z.object({
    kind: z.literal('coverage'),
    reporting: z.int(),
    hosts: z.int(),
    belowPercent: z.number(),
    at: instant,
  }),
  z.object({
    kind: z.literal('expiry'),
    of: z.enum(expiryKinds),
    /** A day in Japan. */
    on: z.string(),
    title: z.object({ ja: z.string(), en: z.string() }),
    /** Hosts, or one. */
    count: z.int(),
    at: instant,
  }),
]);
export type AlertEntry = z.infer<typeof AlertEntry>;

/** With what it is told apart by, and what it is counted under. */
export type AlertEvent = { subject: string; topic: string; entry: AlertEntry };
