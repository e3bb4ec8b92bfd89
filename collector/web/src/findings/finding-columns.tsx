import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Namesakes } from '../../../src/api/result-schemas.ts';
import type { Finding } from '../../../src/api/schemas.ts';
import { useText } from '../i18n/use-text.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { Instant } from '../parts/instant.tsx';
import { Namesake } from '../parts/namesake.tsx';
import type { Column, Sorts } from '../table/columns.ts';
import { FindingLink } from './finding-link.tsx';
import classes from './findings.module.css';
import { Limits } from './limits.tsx';
import { useReason, useSaid } from './use-said.ts';

const byControl: Sorts = [{ word: 'control', direction: 'ascending' }];
const byHost: Sorts = [{ word: 'host', direction: 'ascending' }];
const byStart: Sorts = [
  { word: '-since', direction: 'descending' },
  { word: 'since', direction: 'ascending' },
];
const byEnd: Sorts = [{ word: 'until', direction: 'ascending' }];

/**
 * What a list of findings can show.
 *
 * @param of `control`: all are of one control, so that only hosts tell them apart
 */
export function useFindingColumns(
  of: 'everything' | 'control',
  namesakes: Namesakes | undefined,
): readonly Column<Finding>[] {
  const { t } = useTranslation();
  const text = useText();
  const said = useSaid();
  const reason = useReason();
  const host: Column<Finding> = {
    id: 'host',
    csv: ['host', 'hostId'],
    title: t('filter.names.host'),
    is: 'heading',
    sorts: byHost,
    show: (finding) => (
      <>
        {of === 'control' ? (
          <FindingLink finding={finding}>{finding.hostName}</FindingLink>
        ) : (
          <Link to="/hosts/$id" params={{ id: finding.hostId }}>
            {finding.hostName}
          </Link>
        )}
        <Namesake host={finding.hostId} of={namesakes} />
      </>
    ),
  };
  const control: Column<Finding> = {
    id: 'control',
    csv: ['controlTitle', 'control', 'variant'],
    title: t('control.singular'),
    is: 'heading',
    sorts: byControl,
    show: (finding) => (
      <>
        <FindingLink finding={finding}>{text(finding.controlTitle)}</FindingLink>{' '}
        {finding.variant === 'default' ? null : <Limits parameters={finding.parameters} />}
      </>
    ),
  };
  return [
    ...(of === 'control' ? [host] : [control, host]),
    {
      id: 'outcome',
      title: t('filter.names.outcome'),
      show: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
    },
    {
      id: 'observed',
      title: t('finding.observed'),
      className: classes.wide,
      show: ({ observed }) => said(observed),
    },
    {
      id: 'expected',
      title: t('finding.expected'),
      is: 'extra',
      className: classes.wide,
      show: ({ expected }) => said(expected),
    },
    {
      id: 'reason',
      title: t('finding.reason'),
      className: classes.wide,
      show: ({ reasonText }) => reason(reasonText),
    },
    {
      id: 'since',
      title: t('finding.since'),
      sorts: byStart,
      show: ({ sinceAt }) => <Instant at={sinceAt} />,
    },
    {
      id: 'until',
      csv: ['validUntil'],
      title: t('finding.holdsUntil'),
      is: 'extra',
      sorts: byEnd,
      show: ({ validUntil }) => <Instant at={validUntil} />,
    },
    {
      id: 'evaluatedAt',
      title: t('finding.evaluated'),
      is: 'extra',
      show: ({ evaluatedAt }) => <Instant at={evaluatedAt} />,
    },
  ];
}
