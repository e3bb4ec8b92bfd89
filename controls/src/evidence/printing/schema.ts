import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** Whether and how this host prints. */
export const Printing = z.strictObject({
  unread: unreadList,
  /** The service without which nothing is printed: `disabled` cannot be started by itself; null = not told. */
  spooler: z.nullable(z.enum(['absent', 'disabled', 'enabled'])),
  /** Printers that are set up for everybody; null = not told. */
  printers: z.nullable(z.int().check(z.minimum(0), z.maximum(10_000))),
  /** Windows: only printers of the organisation and approved USB printers can be used. */
  deviceControl: z.nullable(z.boolean()),
  /** Only administrators may add printers or their drivers; null = the system has no such rule, or not told. */
  addingRestricted: z.nullable(z.boolean()),
});
export type Printing = z.infer<typeof Printing>;
