import * as z from 'zod/mini';
import { profileMembers, rowMembers } from '../profile-row.ts';
import { TlsCheck } from './checks/check.ts';

const Entry = z.strictObject({ id: z.string().check(z.regex(/^0x[0-9A-F]{4}$/)), name: z.string() });

export const TlsRow = z.strictObject({ ...rowMembers, check: TlsCheck });
export type TlsRow = z.infer<typeof TlsRow>;

/** One edition of a source by which TLS servers are judged, as the data file holds it. */
export const TlsProfile = z.strictObject({
  ...profileMembers,
  /** By name; in the source's order where it gives one. */
  suiteLists: z.record(z.string(), z.array(Entry)),
  groupLists: z._default(z.record(z.string(), z.array(Entry)), {}),
  rows: z.array(TlsRow).check(z.minLength(1)),
});
export type TlsProfile = z.infer<typeof TlsProfile>;
