import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { historyQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { Instant } from '../parts/instant.tsx';
import classes from './findings.module.css';

/** How a finding became what it is, newest first; nothing while it never changed. */
export function FindingHistory({
  hostId,
  control,
  variant,
}: {
  hostId: string;
  control: string;
  variant: string;
}) {
  const { t } = useTranslation();
  const text = useText();
  const { data } = useQuery(historyQuery(hostId, control, variant));
  if (!data || data.spans.length < 2) return null;
  return (
    <details className={classes.history}>
      <summary>{t('finding.history', { count: data.spans.length })}</summary>
      <ol>
        {data.spans.map((span) => (
          <li key={span.fromAt}>
            <Instant at={span.fromAt} /> <OutcomeBadge outcome={span.outcome} /> {text(span.reasonText)}
          </li>
        ))}
      </ol>
    </details>
  );
}
