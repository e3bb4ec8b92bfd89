import { dated } from '../format/dated.ts';
import { useDateStyle } from '../format/use-date-style.ts';
import { shownValue } from '../format/values.ts';
import classes from './findings.module.css';

/** The limits under which something was judged, where they are not the control's own. */
export function Limits({ parameters }: { parameters: Record<string, unknown> }) {
  const style = useDateStyle();
  const entries = Object.entries(parameters);
  if (entries.length === 0) return null;
  return (
    <span className={classes.limits}>
      {entries
        .flatMap(([name, value]) =>
          name === 'reference'
            ? datesOf(value).map((one) => dated(one, style))
            : [`${name} = ${shownValue(value)}`],
        )
        .map((shown) => (
          <code key={shown}>{shown}</code>
        ))}
    </span>
  );
}

/** Reference data with its day; which bytes it was is for machines. */
function datesOf(reference: unknown): string[] {
  return Object.entries(reference ?? {}).map(([kind, stamp]) => {
    const { asOf } = stamp as { asOf?: unknown };
    return `${kind} (${shownValue(asOf)})`;
  });
}
