import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { heatMapQuery } from '../../api/result-queries.ts';
import type { HeatMap } from '../../../../src/api/result-schemas.ts';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { TextFilter } from '../../parts/text-filter.tsx';
import { readHeatMapSearch } from '../../filters/lists.ts';
import type { HeatMapSearch } from '../../filters/lists.ts';
import { NothingFits } from '../../table/nothing-fits.tsx';
import { HeatGrid } from './heat-grid.tsx';
import classes from './heat-map.module.css';
import { wantedRows } from './worst.ts';

const groupings = ['label', 'platform', 'system'] as const;
const rowKinds = ['attention', 'failing', 'all'] as const;

/** Where it burns: controls by groups of hosts. */
export function HeatMapPage(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/heat-map' });
  const navigate = useNavigate({ from: '/heat-map' });
  const { by = 'label', rows = 'attention' } = search;
  const query = useQuery(heatMapQuery(by));
  const change = (changed: HeatMapSearch) =>
    void navigate({ search: readHeatMapSearch(changed), replace: true });
  return (
    <>
      <PageHeader title={t('heatMap.title')} lead={t('heatMap.lead')} />
      <search className={classes.bar} aria-label={t('filter.label')}>
        <div className={classes.choice} role="group" aria-label={t('heatMap.columns')}>
          <span aria-hidden="true">{t('heatMap.columns')}</span>
          {groupings.map((grouping) => (
            <FilterChip
              key={grouping}
              on={by === grouping}
              toggle={() => change({ ...search, by: grouping })}
            >
              {t(`filter.names.${grouping}`)}
            </FilterChip>
          ))}
        </div>
        <div className={classes.choice} role="group" aria-label={t('heatMap.rows')}>
          <span aria-hidden="true">{t('heatMap.rows')}</span>
          {rowKinds.map((kind) => (
            <FilterChip key={kind} on={rows === kind} toggle={() => change({ ...search, rows: kind })}>
              {t(`heatMap.rowKinds.${kind}`)}
            </FilterChip>
          ))}
        </div>
        <TextFilter value={search.text ?? ''} change={(text) => change({ ...search, text })} />
      </search>
      <Loaded query={query} what="part">
        {(map) => <Shown map={map} search={search} change={change} />}
      </Loaded>
    </>
  );
}

function Shown({
  map,
  search,
  change,
}: {
  map: HeatMap;
  search: HeatMapSearch;
  change: (changed: HeatMapSearch) => void;
}) {
  const { t } = useTranslation();
  const rows = wantedRows(map.rows, search);
  return (
    <>
      <p className={classes.legend} role="status">
        {t('heatMap.shown', { shown: rows.length, rows: map.rows.length })} {t('heatMap.legend')}
      </p>
      {rows.length === 0 ? (
        <NothingFits search={search} change={() => change({ rows: 'all' })} />
      ) : (
        <HeatGrid label={t('heatMap.title')} map={map} rows={rows} />
      )}
    </>
  );
}
