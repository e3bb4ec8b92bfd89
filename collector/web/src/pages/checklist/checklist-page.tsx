import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checklistQuery } from '../../api/queries.ts';
import type { Checklist, Item } from '../../../../src/api/schemas.ts';
import { FilterBar } from '../../filters/filter-bar.tsx';
import { matches } from '../../format/fold.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import type { ListSearch } from '../../search.ts';
import classes from './checklist.module.css';
import { ItemTable } from './item-table.tsx';
import { countFindings } from '../../outcomes/count-findings.ts';

export function ChecklistPage(): ReactNode {
  const { id } = useParams({ from: '/checklists/$id' });
  const query = useQuery(checklistQuery(id));
  return (
    <Loaded query={query} what="page">
      {(checklist) => <Shown checklist={checklist} />}
    </Loaded>
  );
}

function Shown({ checklist }: { checklist: Checklist }) {
  const { t } = useTranslation();
  const text = useText();
  const search = useSearch({ from: '/checklists/$id' });
  const navigate = useNavigate({ from: '/checklists/$id' });
  const { source, items } = checklist;
  const shown = items.filter((item) => isWanted(item, search));
  const results = countFindings(items.map(({ result }) => ({ outcome: result })));
  return (
    <>
      <PageHeader title={text(checklist.title)} lead={`${source.issuer} · ${source.edition}`} />
      <div className={classes.progress}>
        <OutcomeBar counts={results} />
        <OutcomeTally counts={results} />
      </div>
      <details className={classes.source}>
        <summary>{t('checklist.source')}</summary>
        <p>{text(source.document)}</p>
        <p>{text(source.note)}</p>
        {source.verifiedAgainstIssuer ? null : <p>{t('checklist.notVerified')}</p>}
      </details>
      <FilterBar
        search={search}
        change={(next) => void navigate({ search: next, replace: true })}
        priority="offered"
      />
      <p className={classes.legend} role="status">
        {t('checklist.shown', { shown: shown.length, items: items.length })} {t('checklist.legend')}
      </p>
      {shown.length === 0 ? (
        <Empty title={t('filter.nothing')}>
          <p>{t('filter.nothingNext')}</p>
        </Empty>
      ) : (
        <ItemTable checklist={checklist.id} label={text(checklist.title)} items={shown} />
      )}
    </>
  );
}

function isWanted(item: Item, { outcome, priority, text = '' }: ListSearch): boolean {
  if (outcome && !outcome.includes(item.result)) return false;
  if (priority && !item.flags.priority) return false;
  const { id, title, summary, path } = item;
  return matches(text, [id, title.ja, title.en, summary.ja, summary.en, ...path]);
}
