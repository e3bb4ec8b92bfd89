import type { Outcome } from '@tenken/shared';
import { useText } from '../i18n/use-text.ts';
import partClasses from '../parts/parts.module.css';
import classes from './outcomes.module.css';
import { outcomeWords } from './outcomes.ts';

/** A sign and a word; the colour only helps. */
export function OutcomeBadge({
  outcome,
  count,
  brief = 'no',
}: {
  outcome: Outcome;
  count?: number;
  /** Where many stand side by side: only the sign is seen, the word is read out and comes up when pointed at. */
  brief?: 'yes' | 'no';
}) {
  const text = useText();
  const words = outcomeWords[outcome];
  return (
    <span className={classes.badge} data-outcome={outcome} title={brief === 'yes' ? text(words) : undefined}>
      <span className={classes.sign} lang="ja" aria-hidden="true">
        {words.sign}
      </span>
      <span className={brief === 'yes' ? partClasses.hidden : undefined}>{text(words)}</span>
      {count === undefined ? null : <span className={classes.count}>{count.toLocaleString()}</span>}
    </span>
  );
}
