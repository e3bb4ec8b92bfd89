import { OutcomeBadge } from './outcome-badge.tsx';
import classes from './outcomes.module.css';
import { outcomesInOrder, totalCount } from './outcomes.ts';
import type { Counts } from './outcomes.ts';

/** How many of each outcome, those that nobody has left out, worst first. */
export function OutcomeTally({ counts, brief = 'no' }: { counts: Counts; brief?: 'yes' | 'no' }) {
  if (totalCount(counts) === 0) return <span>—</span>;
  return (
    <span className={classes.tally}>
      {outcomesInOrder.map((outcome) => {
        const count = counts[outcome] ?? 0;
        return count === 0 ? null : (
          <OutcomeBadge key={outcome} outcome={outcome} count={count} brief={brief} />
        );
      })}
    </span>
  );
}
