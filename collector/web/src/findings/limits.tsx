import { shownValue } from '../format/values.ts';
import classes from './findings.module.css';

/** The limits under which something was judged, where they are not the control's own. */
export function Limits({ parameters }: { parameters: Record<string, unknown> }) {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return null;
  return (
    <span className={classes.limits}>
      {entries.map(([name, value]) => (
        <code key={name}>{`${name} = ${shownValue(value)}`}</code>
      ))}
    </span>
  );
}
