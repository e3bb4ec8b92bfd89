import * as z from 'zod/mini';

/** What an agent sends once: its token and a certificate signing request for a key that stays on the host. */
export const EnrolmentRequest = z.strictObject({
  token: z.string().check(z.minLength(1), z.maxLength(128)),
  /** PKCS#10, PEM, ECDSA P-256. */
  csr: z.string().check(z.minLength(1), z.maxLength(4096)),
  hostName: z.string().check(z.minLength(1), z.maxLength(255)),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

export const EnrolmentAnswer = z.strictObject({
  hostId: z.uuid(),
  /** The client certificate, then the authority's: PEM. */
  certificate: z.string(),
  authority: z.string(),
  /** Where reports go; another port than this one, because it accepts enrolled agents only. */
  reportsUrl: z.url(),
});
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>;

/** What an enrolled agent sends over its old certificate to get the next one, for a new key. */
export const RenewalRequest = z.strictObject({
  /** PKCS#10, PEM, ECDSA P-256. */
  csr: z.string().check(z.minLength(1), z.maxLength(4096)),
});
export type RenewalRequest = z.infer<typeof RenewalRequest>;

export const RenewalAnswer = z.strictObject({
  /** The client certificate and what leads from it to the authority: PEM. */
  certificate: z.string(),
  authority: z.string(),
});
export type RenewalAnswer = z.infer<typeof RenewalAnswer>;

/** RFC 9457. `detail` says what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** With `bodies-missing`: the hashes whose bodies have to come too. */
  missing: z.optional(z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.maxLength(200))),
});
export type Problem = z.infer<typeof Problem>;
