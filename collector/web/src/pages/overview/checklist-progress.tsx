import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ChecklistSummary } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import classes from './overview.module.css';

/** How far one form is: its items by result. */
export function ChecklistProgress({ checklist }: { checklist: ChecklistSummary }) {
  const { t } = useTranslation();
  const text = useText();
  const { id, title, shortTitle, items, results } = checklist;
  return (
    <div className={classes.checklist}>
      <div className={classes.checklistHead}>
        <Link to="/checklists/$id" params={{ id }}>
          {text(title)}
        </Link>
        <span className={classes.note}>
          {text(shortTitle)}
          {' · '}
          {t('overview.itemsDecided', {
            items,
            decided: items - (results['not-checked'] ?? 0) - (results.unknown ?? 0),
          })}
        </span>
      </div>
      <OutcomeBar counts={results} />
      <OutcomeTally counts={results} />
    </div>
  );
}
