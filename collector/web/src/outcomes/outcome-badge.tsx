import type { Outcome } from '@tenken/shared';
import { useText } from '../i18n/use-text.ts';
import classes from './outcomes.module.css';
import { outcomeWords } from './outcomes.ts';

/** A sign and a word; the colour only helps. */
export function OutcomeBadge({ outcome, count }: { outcome: Outcome; count?: number }) {
  const text = useText();
  const words = outcomeWords[outcome];
  return (
    <span className={classes.badge} data-outcome={outcome}>
      <span className={classes.sign} lang="ja" aria-hidden="true">
        {words.sign}
      </span>
      {text(words)}
      {count === undefined ? null : <span className={classes.count}>{count}</span>}
    </span>
  );
}
