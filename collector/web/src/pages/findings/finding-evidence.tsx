import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../../src/api/schemas.ts';
import { evidenceQuery } from '../../api/queries.ts';
import { EvidenceKind } from '../../parts/evidence-kind.tsx';
import { EvidenceLink } from '../../parts/hash.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { EvidenceContent } from '../evidence/evidence-content.tsx';
import { EvidenceProofs } from '../evidence/evidence-proofs.tsx';
import classes from './finding-page.module.css';

/** What a finding rests on: from where it was read, when, its hash, its signature, and the very words. */
export function FindingEvidence({ evidence, host }: { evidence: Finding['evidence']; host: string }) {
  const { t } = useTranslation();
  if (evidence.length === 0) return <p>{t('finding.noEvidence')}</p>;
  return evidence.map((piece) => <Piece key={piece.kind} piece={piece} host={host} />);
}

function Piece({
  piece: { kind, sha256, collectedAt, source },
  host,
}: {
  piece: Finding['evidence'][number];
  host: string;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes.piece}>
      <div className={classes.pieceHead}>
        <h3>
          <EvidenceKind kind={kind} />
        </h3>
        <Instant at={collectedAt} />
        <EvidenceLink sha256={sha256} host={host} />
      </div>
      <code className={classes.source}>{source}</code>
      <EvidenceProofs sha256={sha256} host={host} />
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('finding.asRead')}</summary>
        {isOpen ? <AsRead sha256={sha256} /> : null}
      </details>
    </div>
  );
}

function AsRead({ sha256 }: { sha256: string }) {
  const query = useQuery(evidenceQuery(sha256));
  return (
    <Loaded query={query} what="part">
      {(body) => <EvidenceContent body={body} />}
    </Loaded>
  );
}
