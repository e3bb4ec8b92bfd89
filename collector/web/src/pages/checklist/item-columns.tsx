import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Item } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import type { Column } from '../../table/columns.ts';
import classes from './checklist.module.css';
import { Flag } from './flag.tsx';
import { HostShare } from './host-share.tsx';

/** What the list of a form's items can show. */
export function useItemColumns(checklist: string): readonly Column<Item>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    { id: 'number', title: t('item.number'), className: classes.number, show: ({ number }) => number },
    {
      id: 'priority',
      title: t('item.priority'),
      className: classes.flag,
      show: ({ flags }) => (flags.priority ? <Flag sign="○" meaning={t('item.priorityMeaning')} /> : null),
    },
    {
      id: 'exempt',
      title: t('item.exemptShort'),
      className: classes.flag,
      show: ({ flags }) =>
        flags.aggregatorExempt ? <Flag sign="◆" meaning={t('item.exemptMeaning')} /> : null,
    },
    {
      id: 'title',
      title: t('item.singular'),
      is: 'heading',
      className: classes.title,
      show: ({ id, title }) => (
        <Link to="/checklists/$id/items/$item" params={{ id: checklist, item: id }}>
          {text(title)}
        </Link>
      ),
    },
    {
      id: 'automation',
      title: t('item.automation'),
      className: classes.automation,
      show: ({ automation }) => t(`automation.${automation}`),
    },
    { id: 'result', title: t('item.result'), show: ({ result }) => <OutcomeBadge outcome={result} /> },
    {
      id: 'hosts',
      csv: ['hostsPassing', 'hostsTotal'],
      title: t('item.hosts'),
      className: classes.share,
      show: (item) => <HostShare item={item} />,
    },
    {
      id: 'controls',
      title: t('item.controls'),
      is: 'extra',
      show: ({ controls }) => (
        <ul>
          {controls.map(({ id, variant, title, outcomes }) => (
            <li key={`${id} ${variant}`}>
              <Link to="/controls/$id" params={{ id }} search={variant === 'default' ? {} : { variant }}>
                {text(title)}
              </Link>{' '}
              <OutcomeTally counts={outcomes} />
            </li>
          ))}
        </ul>
      ),
    },
  ];
}
