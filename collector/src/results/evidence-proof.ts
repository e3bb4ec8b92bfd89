import { X509Certificate } from 'node:crypto';
import { canonicalJson, isSignedBy } from '@tenken/shared';
import type { EvidenceProof } from '../api/result-schemas.ts';
import type { CollectorContext } from '../context.ts';
import type { NamingReport } from '../store/reports/proof-repository.ts';

/** What stands behind one piece of evidence, computed anew from what is stored; null where there is none with this hash. */
export async function evidenceProof(
  { repositories: { proofs } }: Pick<CollectorContext, 'repositories'>,
  sha256: string,
  hostId: string | undefined,
): Promise<EvidenceProof | null> {
  const hashMatches = await proofs.hashMatches(sha256);
  if (hashMatches === null) return null;
  const reports = await proofs.reportsNaming(sha256, hostId);
  return {
    sha256,
    hashMatches,
    reports: reports.map(({ statement, signature, certificate, ...report }) => ({
      ...report,
      signature: stateOf(sha256, { statement, signature, certificate }),
    })),
  };
}

/** Valid only where the signed statement names this very hash. */
function stateOf(
  sha256: string,
  { statement, signature, certificate }: Pick<NamingReport, 'statement' | 'signature' | 'certificate'>,
): 'valid' | 'invalid' | 'unsigned' {
  if (statement === null || signature === null || certificate === null) return 'unsigned';
  if (!statement.evidence.some((stated) => stated.sha256 === sha256)) return 'invalid';
  try {
    const { publicKey } = new X509Certificate(certificate);
    return isSignedBy(canonicalJson(statement), signature, publicKey) ? 'valid' : 'invalid';
  } catch {
    // No certificate any more, or no signature that could be read.
    return 'invalid';
  }
}
