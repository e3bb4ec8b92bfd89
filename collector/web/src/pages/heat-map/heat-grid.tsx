import { useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeatMap } from '../../../../src/api/result-schemas.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import partClasses from '../../parts/parts.module.css';
import { HeatCell } from './heat-cell.tsx';
import classes from './heat-map.module.css';
import { moveWithin } from './move-within.ts';
import type { HeatRow } from './worst.ts';

/**
 * Controls against groups of hosts. Thousands of cells at most: they are plain links, and one listener for all turns
 * them into steps within the page.
 */
export function HeatGrid({
  label,
  map: { by, groups, more },
  rows,
}: {
  label: string;
  map: HeatMap;
  rows: readonly HeatRow[];
}) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const router = useRouter();
  const table = useRef<HTMLTableElement>(null);
  const number = new Intl.NumberFormat(language);

  return (
    <div className={classes.scroll}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- A table with one stop of the tabulator and arrows inside is what WAI-ARIA calls a grid. */}
      <table ref={table} role="grid" className={classes.grid} onKeyDown={move} onClick={follow}>
        <caption className={partClasses.hidden}>{label}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              {t('control.singular')}
            </th>
            {groups.map(({ id, title, hosts }) => (
              <th key={id} scope="col" title={text(title)}>
                <span className={classes.group}>{text(title)}</span>
                <span className={classes.hosts}>{t('overview.hosts', { count: hosts })}</span>
              </th>
            ))}
            {more === null ? null : (
              <th scope="col">
                <span className={classes.group}>{t('heatMap.more', { count: more.groups })}</span>
                <span className={classes.hosts}>{t('overview.hosts', { count: more.hosts })}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ control, title, cells }, row) => (
            <tr key={control}>
              <th scope="row" className={classes.control}>
                <a href={`/controls/${control}`} tabIndex={row === 0 ? 0 : -1}>
                  {text(title)}
                </a>
              </th>
              {cells.map((counts, column) => (
                <HeatCell
                  // Cells have no name but their place.
                  key={groups[column]?.id ?? 'more'}
                  by={by}
                  group={groups[column]}
                  control={control}
                  counts={counts}
                  number={number}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

  function move(event: KeyboardEvent): void {
    if (table.current && moveWithin(table.current, event.key, event.ctrlKey)) event.preventDefault();
  }

  function follow(event: MouseEvent): void {
    const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
    const link = target instanceof Element ? target.closest('a') : null;
    if (!link || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    router.history.push(`${link.pathname}${link.search}`);
  }
}
