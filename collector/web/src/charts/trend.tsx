import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { trendQuery } from '../api/result-queries.ts';
import { latePart } from '../parts/late-part.tsx';
import { Loaded, Loading } from '../parts/loaded.tsx';

// Charts are not part of the first load.
const TrendChart = latePart(async () => (await import('./trend-chart.tsx')).TrendChart);

const shownDays = 90;

/**
 * What needed attention in the last three months, day by day.
 *
 * @param control of which the days are counted; undefined for all
 */
export function Trend({ control }: { control?: string }) {
  const query = useQuery(trendQuery(shownDays, control));
  return (
    <Loaded query={query} what="part">
      {({ days }) => (
        <Suspense fallback={<Loading />}>
          <TrendChart days={days} />
        </Suspense>
      )}
    </Loaded>
  );
}
