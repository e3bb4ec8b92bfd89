import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { changesQuery, ofJudgedBefore } from '../../api/result-queries.ts';
import type { Changes } from '../../../../src/api/result-schemas.ts';
import { FindingLink } from '../../findings/finding-link.tsx';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import classes from './overview.module.css';

const shownAtMost = 8;

/** Each by the sign of the outcome that it is shown in. */
const kinds = [
  { kind: 'failing', outcome: 'fail' },
  { kind: 'fixed', outcome: 'pass' },
  { kind: 'lost', outcome: 'unknown' },
] as const;

/** What became of whom in the last 24 hours. */
export function RecentChanges() {
  const { t } = useTranslation();
  const query = useQuery(changesQuery({ kind: [...ofJudgedBefore], limit: shownAtMost }));
  return (
    <Section title={t('changes.sinceYesterday')}>
      <Loaded query={query} what="part">
        {(changes) => <Shown changes={changes} />}
      </Loaded>
    </Section>
  );
}

function Shown({ changes: { from, to, counts, firstHosts, changes, next } }: { changes: Changes }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <ul className={classes.kinds}>
        {kinds.map(({ kind, outcome }) => (
          <li key={kind} data-outcome={outcome}>
            <Link to="/changes" search={{ kind: [kind], from, to }}>
              {t(`changes.kinds.${kind}`)} <strong>{counts[kind].toLocaleString()}</strong>
            </Link>
          </li>
        ))}
      </ul>
      {firstHosts === 0 ? null : (
        <p>
          <Link to="/changes" search={{ kind: ['first'], from, to }}>
            {t('changes.firstHosts', { count: firstHosts })}
          </Link>
        </p>
      )}
      {changes.length === 0 && firstHosts === 0 ? <p>{t('changes.none')}</p> : null}
      <ul className={classes.changes}>
        {changes
          .slice(0, shownAtMost)
          .map(({ hostId, hostName, control, controlTitle, before, after, at }) => (
            <li key={`${hostId} ${control}`}>
              <span className={classes.change}>
                <span>
                  {before === null ? null : (
                    <>
                      <OutcomeBadge outcome={before} /> →{' '}
                    </>
                  )}
                  <OutcomeBadge outcome={after} />
                </span>
                <span className={classes.changeWhat}>
                  <FindingLink finding={{ hostId, control, variant: 'default' }}>
                    {text(controlTitle)}
                  </FindingLink>{' '}
                  <Link to="/hosts/$id" params={{ id: hostId }} className={classes.quiet}>
                    {hostName}
                  </Link>
                </span>
              </span>
              <Instant at={at} />
            </li>
          ))}
      </ul>
      {next === null ? null : (
        <Link to="/changes" search={{ from, to }}>
          {t('changes.all')}
        </Link>
      )}
    </>
  );
}
