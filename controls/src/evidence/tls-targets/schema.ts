import { startTlsProtocols, targetOrigins, targetRefusals } from '@tenken/shared';
import * as z from 'zod/mini';
import { TlsFacts } from '../tls/facts.ts';
import { Seen } from '../tls/first-contact.ts';

const Words = z.string().check(z.maxLength(1000));

/** Why nothing was connected to. */
const Refused = z.strictObject({
  reason: z.enum(targetRefusals),
  /** With what to do about it. */
  message: z.strictObject({ ja: Words, en: Words }),
});

const whose = {
  /** `HOST:PORT`, or the line that was not understood. */
  target: z.string().check(z.maxLength(300)),
  /** Who named it. */
  origin: z.enum(targetOrigins),
};

/** TLS servers elsewhere that somebody named to be measured from this machine, and what they really accept. */
export const TlsTargets = z.strictObject({
  /** In the order in which they were named; [] = nobody named any. */
  targets: z
    .array(
      z.union([
        z.strictObject({
          ...whose,
          /** The one that was looked up, checked and connected to. */
          address: z.string().check(z.maxLength(64)),
          port: z.int().check(z.minimum(1), z.maximum(65_535)),
          startTls: z.nullable(z.enum(startTlsProtocols)),
          /** What the server was called to; null = nothing, an address has no name. */
          serverName: z.nullable(z.string().check(z.maxLength(253))),
          refused: z.null(),
          /** What answered; all but `tls` only says what was not found. */
          seen: z.enum(Seen),
          /** Null unless `seen` is `tls`. */
          tls: z.nullable(TlsFacts),
        }),
        z.strictObject({
          ...whose,
          address: z.null(),
          refused: Refused,
          seen: z.null(),
          tls: z.null(),
        }),
      ]),
    )
    .check(z.maxLength(64)),
});
export type TlsTargets = z.infer<typeof TlsTargets>;
