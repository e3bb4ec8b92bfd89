import type { Finding } from '../../../src/api/schemas.ts';
import { EvidenceKind } from '../parts/evidence-kind.tsx';
import { EvidenceLink } from '../parts/hash.tsx';
import { Instant } from '../parts/instant.tsx';
import classes from './findings.module.css';

/** What a finding rests on, each piece with the way to it, when it was collected and from where. */
export function EvidenceList({
  evidence,
  host,
}: {
  evidence: readonly (Omit<Finding['evidence'][number], 'source'> & { source?: string })[];
  host: string;
}) {
  return (
    <ul className={classes.evidence}>
      {evidence.map(({ kind, sha256, collectedAt, source }) => (
        <li key={kind}>
          <EvidenceKind kind={kind} /> <EvidenceLink sha256={sha256} host={host} />{' '}
          <Instant at={collectedAt} />
          {source === undefined ? null : <span className={classes.source}>{source}</span>}
        </li>
      ))}
    </ul>
  );
}
