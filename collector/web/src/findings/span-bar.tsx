import type { FindingHistory } from '../../../src/api/schemas.ts';
import { outcomeWords } from '../outcomes/outcomes.ts';
import outcomeClasses from '../outcomes/outcomes.module.css';
import { Instant } from '../parts/instant.tsx';
import classes from './findings.module.css';

/** Outcomes over time, the oldest at the left; always above a list that says the same in words. */
export function SpanBar({ spans, now }: { spans: FindingHistory['spans']; now: Date }) {
  const inOrder = spans.toSorted((a, b) => a.fromAt.localeCompare(b.fromAt));
  const first = inOrder[0];
  if (!first) return null;
  return (
    <div className={classes.timeline}>
      <div className={classes.timelineBar} aria-hidden="true">
        {inOrder.map(({ outcome, fromAt, toAt }) => (
          <span
            key={fromAt}
            className={outcomeClasses.segment}
            data-outcome={outcome}
            style={{ flexGrow: Math.max(1, (toAt ? Date.parse(toAt) : now.getTime()) - Date.parse(fromAt)) }}
          >
            <span lang="ja">{outcomeWords[outcome].sign}</span>
          </span>
        ))}
      </div>
      <div className={classes.timelineEnds} aria-hidden="true">
        <Instant at={first.fromAt} />
        <Instant at={now.toISOString()} />
      </div>
    </div>
  );
}
