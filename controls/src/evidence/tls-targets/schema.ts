import { startTlsProtocols } from '@tenken/shared';
import * as z from 'zod/mini';
import { askedTarget, maxTargets, refusedTarget, targetsSeen } from '../network-targets/schema.ts';
import { TlsFacts } from '../tls/facts.ts';
import { Seen } from '../tls/first-contact.ts';

/** TLS servers elsewhere that somebody named to be measured from this machine, and what they really accept. */
export const TlsTargets = z.strictObject({
  /** In the order in which they were named; [] = nobody named any. */
  targets: z
    .array(
      z.union([
        z.strictObject({
          ...askedTarget,
          startTls: z.nullable(z.enum(startTlsProtocols)),
          /** What the server was called to; null = nothing, an address has no name. */
          serverName: z.nullable(z.string().check(z.maxLength(253))),
          /** What answered; all but `tls` only says what was not found. */
          seen: z.enum([...Seen, ...targetsSeen]),
          /** Null unless `seen` is `tls`. */
          tls: z.nullable(TlsFacts),
        }),
        z.strictObject({ ...refusedTarget, tls: z.null() }),
      ]),
    )
    .check(maxTargets),
});
export type TlsTargets = z.infer<typeof TlsTargets>;
