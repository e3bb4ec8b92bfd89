import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** A table that scrolls sideways by itself where the window is narrow, also by keyboard. */
export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must take the focus to be scrolled by keyboard (WCAG 2.1.1).
    <div className={classes.tableScroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <caption className={classes.hidden}>{label}</caption>
        {children}
      </table>
    </div>
  );
}
