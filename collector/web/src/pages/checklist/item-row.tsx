import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Item } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import classes from './checklist.module.css';
import { Flag } from './flag.tsx';
import { HostShare } from './host-share.tsx';

export function ItemRow({ checklist, item }: { checklist: string; item: Item }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <tr>
      <td className={classes.number}>{item.number}</td>
      <td className={classes.flag}>
        {item.flags.priority ? <Flag sign="○" meaning={t('item.priorityMeaning')} /> : null}
      </td>
      <td className={classes.flag}>
        {item.flags.aggregatorExempt ? <Flag sign="◆" meaning={t('item.exemptMeaning')} /> : null}
      </td>
      <th scope="row" className={classes.title}>
        <Link to="/checklists/$id/items/$item" params={{ id: checklist, item: item.id }}>
          {text(item.title)}
        </Link>
      </th>
      <td className={classes.automation}>{t(`automation.${item.automation}`)}</td>
      <td>
        <OutcomeBadge outcome={item.result} />
      </td>
      <td className={classes.share}>
        <HostShare item={item} />
      </td>
    </tr>
  );
}
