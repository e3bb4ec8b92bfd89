import type { ReactNode } from 'react';
import type { Total } from '../../../src/api/result-schemas.ts';
import { ShownCount } from './shown-count.tsx';
import classes from './table.module.css';

/** Above a table: how much of it is shown, and what can be done with it. */
export function TableTools({
  shown,
  total,
  children,
}: {
  shown: Total;
  total?: number | undefined;
  children: ReactNode;
}) {
  return (
    <div className={classes.above}>
      <ShownCount shown={shown} total={total} />
      <div className={classes.tools}>{children}</div>
    </div>
  );
}
