import * as z from 'zod/mini';
import { CertificateFacts } from './certificate.ts';
import { protocols } from './protocols.ts';

/** What one protocol version is like on one endpoint. */
export const ProtocolFacts = z.strictObject({
  protocol: z.enum(protocols),
  /** True = a handshake went through; false = every suite was refused by a fatal alert; null = neither. */
  offered: z.nullable(z.boolean()),
  /** No question was left without an answer: `ciphers` is all. */
  complete: z.boolean(),
  /** What settled it: `accepted`, `alert-N` by its number, `lower-version`, or why there is no answer. */
  answer: z.string().check(z.maxLength(32)),
  /** In the server's order where that decides, else by code. */
  ciphers: z
    .array(
      z.strictObject({
        id: z.string().check(z.regex(/^0x[0-9A-F]{4}$/)),
        name: z.string().check(z.maxLength(64)),
      }),
    )
    .check(z.maxLength(400)),
  /** True = the server's order decides, false = the client's, null = fewer than two suites or no clear answer. */
  serverPreference: z.nullable(z.boolean()),
  /** Shortest Diffie-Hellman prime seen with any of the suites; null = none was used. */
  smallestDhBits: z.nullable(z.int()),
});
export type ProtocolFacts = z.infer<typeof ProtocolFacts>;

/** What one TLS server accepts. */
export const TlsFacts = z.strictObject({
  /** Each version once, oldest first. */
  protocols: z.array(ProtocolFacts).check(z.maxLength(8)),
  /** Distinct chains that the server sent, its own certificate first, in the order sent. */
  chains: z.array(z.array(CertificateFacts).check(z.maxLength(16))).check(z.maxLength(8)),
  /** Why a certificate could not be read although one is in use; null = all were. */
  certificatesUnread: z.nullable(z.string().check(z.maxLength(64))),
  /** The server asks clients for a certificate; null = it was not seen to say. */
  clientCertificateRequested: z.nullable(z.boolean()),
});
export type TlsFacts = z.infer<typeof TlsFacts>;
