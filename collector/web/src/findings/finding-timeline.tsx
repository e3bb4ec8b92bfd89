import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FindingHistory } from '../../../src/api/schemas.ts';
import { historyQuery } from '../api/queries.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { Instant } from '../parts/instant.tsx';
import { Loaded } from '../parts/loaded.tsx';
import classes from './findings.module.css';
import { SpanBar } from './span-bar.tsx';
import { useReason } from './use-said.ts';

/** How a finding became what it is: a bar of time, and under it the same in words, newest first. */
export function FindingTimeline(props: { hostId: string; control: string; variant: string }) {
  const query = useQuery(historyQuery(props.hostId, props.control, props.variant));
  return (
    <Loaded query={query} what="part">
      {({ spans }) => <Shown spans={spans} now={new Date(query.dataUpdatedAt)} />}
    </Loaded>
  );
}

function Shown({ spans, now }: { spans: FindingHistory['spans']; now: Date }) {
  const { t } = useTranslation();
  const reason = useReason();
  return (
    <>
      <SpanBar spans={spans} now={now} />
      <ol className={classes.spans}>
        {spans.map(({ outcome, reasonText, fromAt, toAt }) => (
          <li key={fromAt}>
            <span className={classes.spanTime}>
              <Instant at={fromAt} /> – {toAt === null ? t('finding.now') : <Instant at={toAt} />}
            </span>
            <OutcomeBadge outcome={outcome} />
            <span>{reason(reasonText)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
