import type { ReactNode } from 'react';
import classes from './parts.module.css';

/** A filter that is on or off. */
export function FilterChip(props: { on: boolean; toggle: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.chip} aria-pressed={props.on} onClick={props.toggle}>
      {props.children}
    </button>
  );
}
