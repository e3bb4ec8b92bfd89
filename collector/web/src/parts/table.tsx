import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';

/** A table that scrolls sideways by itself where the window is narrow, also by keyboard, and then says so. */
export function Table({
  label,
  dense = 'no',
  children,
}: {
  label: string;
  /** For lists of which many rows are wanted at one glance. */
  dense?: 'yes' | 'no';
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const region = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);

  useEffect(() => {
    const { current } = region;
    const table = current?.firstElementChild;
    if (!current || !table) return undefined;
    const look = new ResizeObserver(() => setScrolls(current.scrollWidth > current.clientWidth));
    look.observe(current);
    look.observe(table);
    return () => look.disconnect();
  }, []);

  return (
    <>
      {scrolls ? <p className={classes.scrollHint}>{t('common.scrolls')}</p> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must take the focus to be scrolled by keyboard (WCAG 2.1.1). */}
      <div ref={region} className={classes.tableScroll} role="region" aria-label={label} tabIndex={0}>
        <table className={classes.table} data-dense={dense}>
          <caption className={classes.hidden}>{label}</caption>
          {children}
        </table>
      </div>
    </>
  );
}
