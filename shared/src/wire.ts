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

/** RFC 9457. `detail` says what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
export type Problem = z.infer<typeof Problem>;
