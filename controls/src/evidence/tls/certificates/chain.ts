import * as z from 'zod/mini';
import { CertificateFacts } from './certificate.ts';

/** One chain of certificates as a server sends it. */
export const ChainFacts = z.strictObject({
  /** The server's own first, in the order sent. */
  certificates: z.array(CertificateFacts).check(z.minLength(1), z.maxLength(16)),
  /**
   * `public`: the signatures lead to a root of the list that the agent's runtime carries (Mozilla's). `private`: they
   * lead to a certificate that issued itself and is not in it, or to nothing that was sent.
   */
  issuer: z.enum(['public', 'private']),
  /** The first certificate is for the name that was asked for; null = no name was asked for. */
  matchesName: z.nullable(z.boolean()),
});
export type ChainFacts = z.infer<typeof ChainFacts>;
