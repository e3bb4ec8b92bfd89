import * as z from 'zod/mini';
import table from './2026-11.json' with { type: 'json' };

/**
 * The day and the origin of what evidence knows antivirus, monitoring and intrusion detection products by: services,
 * folders, programs. The names themselves are in the agent, in `evidence/antivirus` and `evidence/event-monitoring`:
 * a newer table teaches no agent to find more. It says that somebody compared the market with them on that day, and
 * names what they lack.
 */
export const ProductNamesTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string().check(z.minLength(1), z.maxLength(500)),
  /**
   * Products that no agent of this version looks for, by the kind of evidence that would show them. While there is one,
   * nobody is told that a host has no product of that kind: it is unknown.
   */
  notLookedFor: z
    .array(
      z.strictObject({
        name: z.string().check(z.minLength(1), z.maxLength(100)),
        evidence: z.enum(['antivirus', 'event-monitoring']),
      }),
    )
    .check(z.maxLength(200)),
});
export type ProductNamesTable = z.infer<typeof ProductNamesTable>;

export const productNamesTable: ProductNamesTable = ProductNamesTable.parse(table);
