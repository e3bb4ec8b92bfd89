import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ControlSummary } from '../../../../src/api/schemas.ts';
import { platformNames } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import type { Column } from '../../table/columns.ts';
import { outcomeColumn } from '../../table/outcome-column.tsx';
import classes from './control.module.css';

/** What the list of controls can show. */
export function useControlColumns(): readonly Column<ControlSummary>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      id: 'title',
      title: t('control.singular'),
      is: 'heading',
      sorts: [
        { word: 'name', direction: 'ascending' },
        { word: '-name', direction: 'descending' },
      ],
      show: ({ id, title }) => (
        <Link to="/controls/$id" params={{ id }}>
          {text(title)}
        </Link>
      ),
    },
    outcomeColumn(t('control.hosts')),
    {
      id: 'platforms',
      title: t('control.platforms'),
      className: classes.platforms,
      show: ({ platforms }) => platformNames(platforms, t('control.networkDevice')),
    },
    {
      id: 'description',
      title: t('control.description'),
      is: 'extra',
      className: classes.value,
      show: ({ description }) => text(description),
    },
    { id: 'id', title: t('control.id'), is: 'extra', show: ({ id }) => <code>{id}</code> },
  ];
}
