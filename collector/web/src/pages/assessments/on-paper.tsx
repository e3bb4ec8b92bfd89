import type { ReactNode } from 'react';
import classes from './desk.module.css';

/** Fields are for the screen: an empty box on paper says nothing, and a full one cuts what it holds. */
export function OnPaper({ paper, children }: { paper: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className={classes.onScreen}>{children}</div>
      <div className={classes.onPaper}>{paper}</div>
    </>
  );
}
