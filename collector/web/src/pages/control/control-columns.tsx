import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ControlSummary } from '../../../../src/api/schemas.ts';
import { platformNames } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import type { Column } from '../../table/columns.ts';
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
    {
      id: 'outcomes',
      csv: ['fail', 'error', 'unknown', 'pass', 'notApplicable'],
      title: t('control.hosts'),
      className: classes.outcomes,
      sorts: [
        { word: '-failures', direction: 'descending' },
        { word: 'failures', direction: 'ascending' },
      ],
      show: ({ outcomes }) => (
        <>
          <OutcomeBar counts={outcomes} />
          <OutcomeTally counts={outcomes} brief="yes" />
        </>
      ),
    },
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
