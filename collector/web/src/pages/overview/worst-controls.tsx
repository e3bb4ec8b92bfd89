import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { controlsQuery } from '../../api/queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { attentionCount, attentionOutcomes } from '../../outcomes/outcomes.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import classes from './overview.module.css';

const shownAtMost = 6;

/** Where to begin: the controls that most hosts do not meet, or are not known to meet. */
export function WorstControls() {
  const { t } = useTranslation();
  const text = useText();
  const query = useQuery(controlsQuery());
  return (
    <Section
      title={t('overview.worst')}
      aside={
        <Link to="/controls" search={{ sort: '-failures' }}>
          {t('overview.allControls')}
        </Link>
      }
    >
      <Loaded query={query} what="part">
        {({ controls }) => {
          const worst = controls
            .filter(({ outcomes }) => attentionCount(outcomes) > 0)
            .toSorted((a, b) => rank(b.outcomes) - rank(a.outcomes));
          if (worst.length === 0) return <p>{t('overview.nothingWorst')}</p>;
          return (
            <ul className={classes.worst}>
              {worst
                .slice(0, shownAtMost)
                .map(({ id, title, outcomes: { fail = 0, error = 0, unknown = 0 } }) => (
                  <li key={id}>
                    <Link to="/controls/$id" params={{ id }}>
                      {text(title)}
                    </Link>
                    <Link
                      to="/findings"
                      search={{ control: id, outcome: [...attentionOutcomes] }}
                      className={classes.quiet}
                    >
                      <OutcomeTally counts={{ fail, error, unknown }} />
                    </Link>
                  </li>
                ))}
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}

/** A host that fails comes before any number of hosts of which nothing is known. */
function rank({
  fail = 0,
  error = 0,
  unknown = 0,
}: {
  fail?: number;
  error?: number;
  unknown?: number;
}): number {
  return fail * 1e12 + error * 1e6 + unknown;
}
