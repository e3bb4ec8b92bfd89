import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trend } from '../../../src/api/result-schemas.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { outcomesInOrder, totalCount } from '../outcomes/outcomes.ts';
import { Day } from '../parts/instant.tsx';
import { Table } from '../parts/table.tsx';
import classes from './charts.module.css';

/** The numbers behind a chart, newest first; days of which nothing is known are left out. */
export function TrendTable({ days }: { days: Trend['days'] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes.numbers} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trend.asTable')}</summary>
      {isOpen ? (
        <div className={classes.numbersScroll}>
          <Table label={t('trend.title')} dense="yes">
            <thead>
              <tr>
                <th scope="col">{t('trend.day')}</th>
                {outcomesInOrder.map((outcome) => (
                  <th key={outcome} scope="col">
                    <OutcomeBadge outcome={outcome} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days
                .toReversed()
                .filter(({ outcomes }) => totalCount(outcomes) > 0)
                .map(({ day, outcomes }) => (
                  <tr key={day}>
                    <th scope="row">
                      <Day on={day} />
                    </th>
                    {outcomesInOrder.map((outcome) => (
                      <td key={outcome}>{outcomes[outcome] ?? 0}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </Table>
        </div>
      ) : null}
    </details>
  );
}
