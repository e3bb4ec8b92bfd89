import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Checklist, Item } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './checklist.module.css';

/** To the items before and after, in the order of the form. */
export function Neighbours({ checklist, item }: { checklist: Checklist; item: Item }) {
  const { t } = useTranslation();
  const text = useText();
  const place = checklist.items.indexOf(item);
  const neighbours = [
    { label: t('item.previous'), neighbour: checklist.items[place - 1] },
    { label: t('item.next'), neighbour: checklist.items[place + 1] },
  ];
  return (
    <nav className={classes.neighbours} aria-label={t('item.neighbours')}>
      {neighbours.map(({ label, neighbour }) =>
        neighbour ? (
          <Link
            key={label}
            to="/checklists/$id/items/$item"
            params={{ id: checklist.id, item: neighbour.id }}
          >
            <small>{label}</small>
            {`${neighbour.number} ${text(neighbour.title)}`}
          </Link>
        ) : (
          <span key={label} />
        ),
      )}
    </nav>
  );
}
