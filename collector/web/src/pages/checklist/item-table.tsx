import type { Item } from '../../../../src/api/schemas.ts';
import { useTranslation } from 'react-i18next';
import { Table } from '../../parts/table.tsx';
import classes from './checklist.module.css';
import { byHeading } from './by-heading.ts';
import { ItemRow } from './item-row.tsx';

/** Items in the order of the form, under the headings that are printed there. */
export function ItemTable({
  checklist,
  label,
  items,
}: {
  checklist: string;
  label: string;
  items: readonly Item[];
}) {
  const { t } = useTranslation();
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">{t('item.number')}</th>
          <th scope="col" className={classes.flag} title={t('item.priorityMeaning')}>
            {t('item.priority')}
          </th>
          <th scope="col" className={classes.flag} title={t('item.exemptMeaning')}>
            <span lang="ja">◆</span>
          </th>
          <th scope="col">{t('item.singular')}</th>
          <th scope="col">{t('item.automation')}</th>
          <th scope="col">{t('item.result')}</th>
          <th scope="col">{t('item.hosts')}</th>
        </tr>
      </thead>
      {byHeading(items).map(({ headings, items: group }) => (
        <tbody key={headings.map(({ text }) => text).join(' ')}>
          {headings.map(({ level, text }) => (
            <tr key={text} className={classes.heading} data-level={level}>
              <th scope="rowgroup" colSpan={7} lang="ja">
                {text}
              </th>
            </tr>
          ))}
          {group.map((item) => (
            <ItemRow key={item.id} checklist={checklist} item={item} />
          ))}
        </tbody>
      ))}
    </Table>
  );
}
