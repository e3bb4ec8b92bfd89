import { Link } from '@tanstack/react-router';
import { outcomeWords, outcomesInOrder } from '../../outcomes/outcomes.ts';
import type { Counts } from '../../outcomes/outcomes.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './overview.module.css';

/** That nobody has looked yet is said of items only. */
const shown = outcomesInOrder.filter((outcome) => outcome !== 'not-checked');

/** How many findings have which outcome; each leads to them. */
export function OutcomeTiles({ counts }: { counts: Counts }) {
  const text = useText();
  return (
    <ul className={classes.tiles}>
      {shown.map((outcome) => (
        <li key={outcome} data-outcome={outcome} data-none={(counts[outcome] ?? 0) === 0}>
          <Link to="/findings" search={{ outcome: [outcome] }}>
            <span className={classes.tileWord}>
              <span lang="ja" aria-hidden="true">
                {outcomeWords[outcome].sign}
              </span>{' '}
              {text(outcomeWords[outcome])}
            </span>
            <span className={classes.tileCount}>{(counts[outcome] ?? 0).toLocaleString()}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
