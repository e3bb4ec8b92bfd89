import { useQuery } from '@tanstack/react-query';
import { Trans } from 'react-i18next';
import { dueQuery } from '../../api/result-queries.ts';
import type { Overview } from '../../../../src/api/schemas.ts';
import { attentionCount } from '../../outcomes/outcomes.ts';
import { dueWithinDays } from './due-list.tsx';
import classes from './overview.module.css';

/** The state of everything in one sentence. */
export function Sentence({ hosts, findings }: Pick<Overview, 'hosts' | 'findings'>) {
  const { data } = useQuery(dueQuery(dueWithinDays));
  const attention = attentionCount(findings);
  const strong = { strong: <strong /> };
  return (
    <p className={classes.sentence} data-attention={attention > 0 ? 'some' : 'none'}>
      <Trans
        i18nKey="overview.sentence"
        values={{ total: hosts.total, reporting: hosts.reporting, attention }}
        count={attention}
        components={strong}
      />
      {data === undefined ? null : (
        <Trans i18nKey="overview.sentenceDue" count={data.entries.length} components={strong} />
      )}
    </p>
  );
}
