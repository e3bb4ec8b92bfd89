import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../src/api/result-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './finding-page.module.css';

/** The items of forms that rest on this very finding. */
export function FindingItems({ items }: { items: FindingDetail['items'] }) {
  const { t } = useTranslation();
  const text = useText();
  if (items.length === 0) return <p>{t('control.noItems')}</p>;
  return (
    <ul className={classes.items}>
      {items.map(({ checklist, checklistTitle, item, title }) => (
        <li key={`${checklist} ${item}`}>
          <span className={classes.soft}>{text(checklistTitle)}</span>{' '}
          <Link to="/checklists/$id/items/$item" params={{ id: checklist, item }}>
            {item} {text(title)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
