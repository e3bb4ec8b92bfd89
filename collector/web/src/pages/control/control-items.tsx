import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Control } from '../../../../src/api/schemas.ts';
import { Limits } from '../../findings/limits.tsx';
import { useText } from '../../i18n/use-text.ts';
import { Relationship } from '../checklist/relationship.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './control.module.css';

/** The items of forms that ask for this control. */
export function ControlItems({ items }: { items: Control['items'] }) {
  const { t } = useTranslation();
  const text = useText();
  if (items.length === 0) return <p>{t('control.noItems')}</p>;
  return (
    <Table label={t('control.items')}>
      <thead>
        <tr>
          <th scope="col">{t('checklist.singular')}</th>
          <th scope="col">{t('item.number')}</th>
          <th scope="col">{t('item.singular')}</th>
          <th scope="col">{t('relationship.label')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ checklist, checklistTitle, item, title, relationship, with: limits }) => (
          <tr key={`${checklist} ${item}`}>
            <td>{text(checklistTitle)}</td>
            <td className={classes.number}>{item}</td>
            <th scope="row" className={classes.itemTitle}>
              <Link to="/checklists/$id/items/$item" params={{ id: checklist, item }}>
                {text(title)}
              </Link>
            </th>
            <td>
              <Relationship relationship={relationship} /> <Limits parameters={limits} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
