import { OutcomeBar } from '../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../outcomes/outcome-tally.tsx';
import type { Counts } from '../outcomes/outcomes.ts';
import type { Column } from './columns.ts';
import classes from './table.module.css';

/** How many of each outcome: at a glance, in words, as columns of the CSV, and with the most failures first. */
export function outcomeColumn(title: string): Column<{ outcomes: Counts }> {
  return {
    id: 'outcomes',
    csv: ['fail', 'error', 'unknown', 'pass', 'notApplicable'],
    title,
    className: classes.outcomes,
    sorts: [
      { word: '-failures', direction: 'descending' },
      { word: 'failures', direction: 'ascending' },
    ],
    show: ({ outcomes }) => (
      <>
        <OutcomeBar counts={outcomes} />
        <OutcomeTally counts={outcomes} brief="yes" />
      </>
    ),
  };
}
