import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeKind, Changes } from '../../../../src/api/result-schemas.ts';
import { changeKinds, changesQuery, ofJudgedBefore } from '../../api/result-queries.ts';
import { ActiveFilters } from '../../filters/active-filters.tsx';
import { isFiltered, withToggled } from '../../filters/change.ts';
import { FilterMenu } from '../../filters/filter-menu.tsx';
import type { Filters } from '../../filters/fields.ts';
import { changeFields, readChangesSearch } from '../../filters/lists.ts';
import { ChangeTable } from '../../findings/change-table.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import partClasses from '../../parts/parts.module.css';
import { CursorPager } from '../../table/cursor-pager.tsx';
import { NothingFits } from '../../table/nothing-fits.tsx';
import { MomentForm } from '../../parts/moment-form.tsx';

const rowsPerPage = 100;

/** What became of findings between two moments; the last 24 hours unless told. First judgements only when asked for. */
export function ChangesPage(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/changes' });
  const navigate = useNavigate({ from: '/changes' });
  const query = useQuery(
    changesQuery({ ...search, kind: search.kind ?? [...ofJudgedBefore], limit: rowsPerPage }),
  );
  // Between which moments is asked of every list of changes; it is nothing to take off.
  const { from, to, ...filters } = search;
  const span = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const change = (next: Filters) => void navigate({ search: readChangesSearch(next) });
  return (
    <>
      <PageHeader title={t('changes.title')} lead={t('changes.lead')} />
      <Loaded query={query} what="part">
        {(changes) => (
          <>
            <MomentForm
              // News come while somebody types: by themselves they change nothing here.
              key={`${from} ${to}`}
              from={changes.from}
              to={changes.to}
              change={(chosen) => change({ ...withoutCursor(search), ...chosen })}
            />
            <search className={partClasses.chips} aria-label={t('filter.label')}>
              {changeKinds.map((kind) => (
                <FilterChip
                  key={kind}
                  on={search.kind?.includes(kind) === true}
                  toggle={() => change(withToggled(search, changeFields, 'kind', kind))}
                >
                  {t(`changes.kinds.${kind}`)} {changes.counts[kind].toLocaleString()}
                </FilterChip>
              ))}
              <FilterMenu name="control" fields={changeFields} search={search} change={change} />
            </search>
            <ActiveFilters
              fields={changeFields}
              search={filters}
              known={{}}
              change={(next) => change({ ...next, ...span })}
            />
            {changes.firstHosts > 0 ? (
              <p>
                <Link to="/changes" search={{ ...withoutCursor(search), kind: ['first'] }}>
                  {t('changes.firstHosts', { count: changes.firstHosts })}
                </Link>
              </p>
            ) : null}
            {changes.exact ? null : <p>{t('changes.inexact')}</p>}
            {changes.changes.length === 0 && isFiltered(filters) && !hasFirstOnly(search.kind, changes) ? (
              <NothingFits search={filters} change={(next) => change({ ...next, ...span })} />
            ) : (
              <ChangeTable changes={changes} of="everything" />
            )}
            <CursorPager cursor={search.cursor} next={changes.next} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** Nothing fits because what there is was judged for the first time: it has a way of its own, and no filter to take off. */
function hasFirstOnly(kinds: readonly ChangeKind[] | undefined, { counts }: Changes): boolean {
  return kinds === undefined && counts.first > 0;
}

function withoutCursor<Search extends { cursor?: string }>(search: Search): Omit<Search, 'cursor'> {
  const { cursor: _, ...rest } = search;
  return rest;
}
