import * as z from 'zod/mini';
import { Unread, unreadList } from '../unread.ts';
import { agentIds } from './vendors.ts';

const Agent = z.strictObject({
  agent: z.enum(agentIds),
  /** What shows that it is installed: service, folder, process. */
  sources: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(8)),
  /** Its program runs now; null = not told. */
  running: z.nullable(z.boolean()),
  /** It is tied to the organisation that watches it; null = nothing on the host tells. */
  onboarded: z.nullable(z.boolean()),
  unread: z.array(Unread).check(z.maxLength(8)),
});
export type Agent = z.infer<typeof Agent>;

/** Programs with which an organisation watches or manages this host from elsewhere. */
export const SecurityAgents = z.strictObject({
  unread: unreadList,
  /** Known ones that are installed, also when stopped; [] = none of `lookedFor` is here. */
  agents: z.array(Agent).check(z.maxLength(agentIds.length)),
  lookedFor: z.array(z.enum(agentIds)),
  /** Enrolment with a mobile device management; null = this system knows none. */
  enrolment: z.nullable(
    z.strictObject({
      enrolled: z.nullable(z.boolean()),
      /** As the system names it: `MS DM Server`, `User Approved`; null = it names none. */
      by: z.nullable(z.string().check(z.maxLength(100))),
    }),
  ),
});
export type SecurityAgents = z.infer<typeof SecurityAgents>;
