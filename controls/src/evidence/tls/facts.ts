import * as z from 'zod/mini';
import { ChainFacts } from './certificates/chain.ts';
import { allProtocols } from './registry/protocols.ts';

const maxNamed = 400;

/** A code point and the name that its registry gives it. Codes decide; names differ between tools. */
const Named = z.strictObject({
  /** Hexadecimal, upper case: four digits, six for a suite of SSL 2.0. */
  id: z.string().check(z.regex(/^0x(?:[0-9A-F]{4}|[0-9A-F]{6})$/)),
  name: z.string().check(z.maxLength(64)),
});
export type Named = z.infer<typeof Named>;

const listOfNamed = z.array(Named).check(z.maxLength(maxNamed));

/** What one protocol version is like on one endpoint. */
export const ProtocolFacts = z.strictObject({
  protocol: z.enum(allProtocols),
  /** True = a handshake went through; false = every suite was refused; null = neither. */
  offered: z.nullable(z.boolean()),
  /** No question was left without an answer: `ciphers` is all. */
  complete: z.boolean(),
  /**
   * What settled it: `accepted`, `alert-N` by its number, `lower-version`, `hangs-up`, or why there is no answer.
   * `hangs-up` is how Dovecot and Schannel refuse: three times the server ended the connection without a word, while it
   * took the hello that it is known to take before and after, and never dropped what it took later.
   */
  answer: z.string().check(z.maxLength(32)),
  /** In the server's order where that decides, else by code. */
  ciphers: listOfNamed,
  /** True = the server's order decides, false = the client's, null = fewer than two suites or no clear answer. */
  serverPreference: z.nullable(z.boolean()),
  /** Shortest Diffie-Hellman prime seen with any of the suites; null = none was used. */
  smallestDhBits: z.nullable(z.int()),
});
export type ProtocolFacts = z.infer<typeof ProtocolFacts>;

/** A list that was found by elimination in hellos of one protocol version. */
export const ListFacts = z.strictObject({
  protocol: z.enum(allProtocols),
  /** A hello with all others was refused: `accepted` is all. */
  complete: z.boolean(),
  /** In the server's order where that decides, else by code. */
  accepted: listOfNamed,
  serverPreference: z.nullable(z.boolean()),
});
export type ListFacts = z.infer<typeof ListFacts>;

/** What a server says of itself beside its lists. Null = it was not seen to say, or nothing that it speaks has it. */
export const FeatureFacts = z.strictObject({
  /** RFC 5746, in TLS 1.2 and before. */
  secureRenegotiation: z.nullable(z.boolean()),
  /** It begins a second handshake when the client asks for one (TLS 1.2 and before). */
  clientRenegotiation: z.nullable(z.boolean()),
  /** TLS compression, which gives secrets away (CRIME). */
  compression: z.nullable(z.boolean()),
  extendedMasterSecret: z.nullable(z.boolean()),
  encryptThenMac: z.nullable(z.boolean()),
  /** RFC 5077, in TLS 1.2 and before. */
  sessionTickets: z.nullable(z.boolean()),
  /** A hello that claims to be a fallback is refused (RFC 7507). */
  fallbackScsv: z.nullable(z.boolean()),
  /** RFC 6520. */
  heartbeat: z.nullable(z.boolean()),
  ocspStapled: z.nullable(z.boolean()),
  /** Application protocols that it chose from those offered. */
  alpn: z.nullable(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(16))),
});
export type FeatureFacts = z.infer<typeof FeatureFacts>;

/** The answer to a request over HTTPS. */
export const HttpFacts = z.strictObject({
  /** Status code of the answer to `GET /`. */
  status: z.int().check(z.minimum(100), z.maximum(999)),
  /** The first `Strict-Transport-Security` header; null = there is none. */
  strictTransportSecurity: z.nullable(
    z.strictObject({
      /** Null = no number that can be read. */
      maxAgeSeconds: z.nullable(z.int().check(z.minimum(0))),
      includeSubDomains: z.boolean(),
      preload: z.boolean(),
    }),
  ),
});
export type HttpFacts = z.infer<typeof HttpFacts>;

/** What one TLS server accepts. */
export const TlsFacts = z.strictObject({
  /** Each version once, oldest first. */
  protocols: z.array(ProtocolFacts).check(z.maxLength(8)),
  /** Groups of ECDHE (and DHE in TLS 1.3): one list for TLS 1.2 and before, one for TLS 1.3; [] = neither uses any. */
  groups: z.array(ListFacts).check(z.maxLength(2)),
  /** What the server signs its key exchange with: one list for TLS 1.2, one for TLS 1.3. */
  signatureSchemes: z.array(ListFacts).check(z.maxLength(2)),
  features: FeatureFacts,
  /** Null = the port is not asked for HTTP, or gave no answer that is HTTP. */
  http: z.nullable(HttpFacts),
  /** Distinct chains that the server sent. */
  chains: z.array(ChainFacts).check(z.maxLength(8)),
  /** Why a certificate could not be read although one is in use; null = all were. */
  certificatesUnread: z.nullable(z.string().check(z.maxLength(64))),
  /** The server asks clients for a certificate; null = it was not seen to say. */
  clientCertificateRequested: z.nullable(z.boolean()),
});
export type TlsFacts = z.infer<typeof TlsFacts>;
