import * as z from 'zod/mini';
import { SshFacts } from '../ssh/facts.ts';
import { SshSeen } from '../ssh/seen.ts';
import { unreadList } from '../unread.ts';

/** The TCP ports on which this machine listens, and what those that speak SSH really offer. */
export const SshEndpoints = z.strictObject({
  unread: unreadList,
  /** By port, then address; [] = nothing listens. */
  endpoints: z
    .array(
      z.strictObject({
        /** As the system says it; `0.0.0.0` and `::` = every address of this machine. */
        address: z.string().check(z.maxLength(64)),
        port: z.int().check(z.minimum(1), z.maximum(65_535)),
        /** Name of the listening program; null = the system does not tell us. */
        process: z.nullable(z.string().check(z.maxLength(128))),
        /** What answered. On ports that nothing tells to be SSH nobody speaks first: `silent` is most other services. */
        seen: z.enum(SshSeen),
        /** How it introduced itself; null = not as SSH. */
        identification: z.nullable(z.string().check(z.maxLength(255))),
        /** Null unless `seen` is `ssh`. */
        ssh: z.nullable(SshFacts),
      }),
    )
    .check(z.maxLength(64)),
});
export type SshEndpoints = z.infer<typeof SshEndpoints>;
