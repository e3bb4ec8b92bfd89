import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { heatMapQuery } from '../../api/result-queries.ts';
import { latePart } from '../../parts/late-part.tsx';
import { Loaded, Loading } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { worstRows } from '../heat-map/worst.ts';

const HeatGrid = latePart(async () => (await import('../heat-map/heat-grid.tsx')).HeatGrid);

const rowsShown = 8;
const groupsShown = 8;

/** The worst rows of the heat map, by department. */
export function HeatExtract() {
  const { t } = useTranslation();
  const query = useQuery(heatMapQuery('label'));
  return (
    <Section title={t('heatMap.byGroup')} aside={<Link to="/heat-map">{t('heatMap.whole')}</Link>}>
      <Loaded query={query} what="part">
        {(map) => {
          const groups = map.groups.slice(0, groupsShown);
          const rows = worstRows(map.rows, rowsShown).map((row) => ({
            ...row,
            cells: row.cells.slice(0, groups.length),
          }));
          if (rows.length === 0) return <p>{t('overview.nothingWorst')}</p>;
          return (
            <Suspense fallback={<Loading />}>
              <HeatGrid label={t('heatMap.byGroup')} map={{ ...map, groups, more: null }} rows={rows} />
            </Suspense>
          );
        }}
      </Loaded>
    </Section>
  );
}
