import classes from './outcomes.module.css';
import { outcomesInOrder, totalCount } from './outcomes.ts';
import type { Counts } from './outcomes.ts';

/** The shares of the outcomes at a glance. Always beside an OutcomeTally, which says the same in words. */
export function OutcomeBar({ counts }: { counts: Counts }) {
  if (totalCount(counts) === 0) return null;
  return (
    <span className={classes.bar} aria-hidden="true">
      {outcomesInOrder.map((outcome) => {
        const count = counts[outcome] ?? 0;
        return count === 0 ? null : (
          <span
            key={outcome}
            className={classes.segment}
            data-outcome={outcome}
            style={{ flexGrow: count }}
          />
        );
      })}
    </span>
  );
}
