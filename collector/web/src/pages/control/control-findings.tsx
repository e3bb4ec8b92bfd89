import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { findingsQuery, rowsPerPage } from '../../api/queries.ts';
import type { Control } from '../../../../src/api/schemas.ts';
import { FindingCard } from '../../findings/finding-card.tsx';
import { Limits } from '../../findings/limits.tsx';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { outcomesInOrder, totalCount } from '../../outcomes/outcomes.ts';
import type { Counts } from '../../outcomes/outcomes.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import partClasses from '../../parts/parts.module.css';
import { Pager } from '../../parts/pager.tsx';
import { Section } from '../../parts/section.tsx';

/** Where a control holds and where not: one outcome at a time, the worst first. */
export function ControlFindings({ control }: { control: Control }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/controls/$id' });
  const { variant = 'default', page = 1 } = search;
  const counts: Counts =
    variant === 'default' ? control.outcomes : (new Map(Object.entries(control.variants)).get(variant) ?? {});
  const outcome =
    search.outcome ?? outcomesInOrder.find((candidate) => (counts[candidate] ?? 0) > 0) ?? 'fail';
  const query = useQuery(findingsQuery({ control: control.id, variant, outcome, page }));
  const limits = control.items.find((item) => item.variant === variant)?.with ?? {};

  if (totalCount(counts) === 0) {
    return (
      <Section title={t('control.hosts')}>
        <Empty title={t('control.noFindings')}>
          <p>{t('control.noFindingsNext')}</p>
        </Empty>
      </Section>
    );
  }
  return (
    <Section title={t('control.hosts')} aside={variant === 'default' ? null : <Limits parameters={limits} />}>
      <OutcomeBar counts={counts} />
      <div className={partClasses.chips}>
        {outcomesInOrder
          .filter((candidate) => (counts[candidate] ?? 0) > 0)
          .map((candidate) => (
            <Link
              key={candidate}
              to="."
              search={variant === 'default' ? { outcome: candidate } : { outcome: candidate, variant }}
              className={partClasses.chip}
              aria-current={candidate === outcome}
            >
              <OutcomeBadge outcome={candidate} count={counts[candidate] ?? 0} />
            </Link>
          ))}
      </div>
      <Loaded query={query} what="part">
        {({ findings }) =>
          findings.map((finding) => (
            <FindingCard
              key={finding.hostId}
              finding={finding}
              headed="by-host"
              initially={findings.length === 1 ? 'open' : 'closed'}
            />
          ))
        }
      </Loaded>
      <Pager page={page} pages={Math.ceil((counts[outcome] ?? 0) / rowsPerPage)} />
    </Section>
  );
}
