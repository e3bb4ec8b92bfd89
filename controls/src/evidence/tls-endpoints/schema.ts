import * as z from 'zod/mini';
import { TlsFacts } from '../tls/facts.ts';
import { Seen } from '../tls/first-contact.ts';
import { startTlsProtocols } from '../tls/starttls/index.ts';
import { unreadList } from '../unread.ts';

/** The TCP ports on which this machine listens, and what those that speak TLS really accept. */
export const TlsEndpoints = z.strictObject({
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
        /** What answered on the port; all but `tls` only says what was not found. */
        seen: z.enum(Seen),
        /** The protocol in which TLS was asked for; null = TLS from the first byte, or nothing was asked. */
        startTls: z.nullable(
          z.strictObject({
            protocol: z.enum(startTlsProtocols),
            /** False = the server's own word that it has none; null = it did not say. */
            offered: z.nullable(z.boolean()),
          }),
        ),
        /** Null unless `seen` is `tls`. */
        tls: z.nullable(TlsFacts),
      }),
    )
    .check(z.maxLength(64)),
});
export type TlsEndpoints = z.infer<typeof TlsEndpoints>;
