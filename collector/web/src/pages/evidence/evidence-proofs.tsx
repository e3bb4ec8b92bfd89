import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EvidenceProof } from '../../../../src/api/result-schemas.ts';
import { proofQuery } from '../../api/result-queries.ts';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import classes from './evidence.module.css';

const icons = { good: IconCheck, bad: IconAlertTriangle, none: IconCircleDashed };
const standing = { valid: 'good', invalid: 'bad', unsigned: 'none' } as const;

/** Whether the stored bytes are those that were sent, and whether the host signed them: checked when it is shown. */
export function EvidenceProofs({ sha256, host }: { sha256: string; host: string | undefined }) {
  const query = useQuery(proofQuery(sha256, host));
  return (
    <Loaded query={query} what="part">
      {(proof) => <Shown proof={proof} />}
    </Loaded>
  );
}

function Shown({ proof: { hashMatches, reports } }: { proof: EvidenceProof }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.proofs}>
      <li>
        <Verdict is={hashMatches ? 'good' : 'bad'}>
          {hashMatches ? t('proof.hashMatches') : t('proof.hashDiffers')}
        </Verdict>
      </li>
      {reports.map(
        ({ hostId, hostName, reportId, receivedAt, scannedAt, signature, certificateFingerprint }) => (
          <li key={`${hostId} ${reportId}`}>
            <Verdict is={standing[signature]}>{t(`proof.signatures.${signature}`)}</Verdict>
            <span>
              <Link to="/hosts/$id" params={{ id: hostId }}>
                {hostName}
              </Link>{' '}
              {t('proof.scanned')} <Instant at={scannedAt} to="second" /> {t('proof.received')}{' '}
              <Instant at={receivedAt} to="second" />
            </span>
            <span className={classes.fine}>
              {t('proof.report')} <code>{reportId}</code>
              {certificateFingerprint === null ? null : (
                <>
                  {' '}
                  {t('proof.certificate')} <code>{certificateFingerprint}</code>
                </>
              )}
            </span>
          </li>
        ),
      )}
    </ul>
  );
}

function Verdict({ is, children }: { is: keyof typeof icons; children: string }) {
  const Icon = icons[is];
  return (
    <strong className={classes.verdict} data-is={is}>
      <Icon size={16} aria-hidden />
      {children}
    </strong>
  );
}
