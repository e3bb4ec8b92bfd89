import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditVerdictView } from '../../../../src/api/administration-schemas.ts';
import { auditVerificationQuery } from '../../api/administration-queries.ts';
import { shownDay } from '../../format/instants.ts';
import { useDateStyle } from '../../format/use-date-style.ts';
import { useText } from '../../i18n/use-text.ts';
import { Instant } from '../../parts/instant.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import classes from './admin.module.css';

/** Lets the collector compute every hash of the log again, and says what it found. */
export function AuditChain() {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useQuery(auditVerificationQuery());
  return (
    <div className={classes.chain}>
      <Button variant="default" size="compact-md" loading={isFetching} onClick={() => void refetch()}>
        {t('auditFilter.verify')}
      </Button>
      <div role="status">
        {isFetching ? t('auditFilter.verifying') : data === undefined ? null : <Verdict verdict={data} />}
      </div>
      {error === null || isFetching ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
    </div>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdictView }) {
  const { t } = useTranslation();
  const text = useText();
  const style = useDateStyle();
  const { ok, entries, signedHeads, faults, signedThrough, checkedAt } = verdict;
  return (
    <>
      {ok
        ? `〇 ${t('auditFilter.intact', { entries, heads: signedHeads })}`
        : `× ${t('auditFilter.broken', { count: faults.length })}`}{' '}
      {signedThrough === null ? null : (
        <span className={classes.soft}>
          {t('auditFilter.signedThrough', { ...signedThrough, day: shownDay(signedThrough.day, style) })}{' '}
        </span>
      )}
      <Instant at={checkedAt} to="second" />
      {faults.length === 0 ? null : (
        <ul>
          {faults.map(({ sequence, explanation }) => (
            <li key={`${sequence} ${explanation.en}`}>{text(explanation)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
