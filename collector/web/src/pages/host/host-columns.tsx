import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Namesakes } from '../../../../src/api/result-schemas.ts';
import type { HostSummary } from '../../../../src/api/schemas.ts';
import { platformName } from '../../format/platforms.ts';
import { Instant } from '../../parts/instant.tsx';
import { Namesake } from '../../parts/namesake.tsx';
import type { Column } from '../../table/columns.ts';
import { outcomeColumn } from '../../table/outcome-column.tsx';
import { CertificateMark } from './certificate-mark.tsx';
import { CarriedMark } from './carried-mark.tsx';
import { ContactMark } from './contact-mark.tsx';
import classes from './host.module.css';
import { StatusMark } from './status-mark.tsx';
import { systemName } from './system-name.ts';

/** What the list of hosts can show. */
export function useHostColumns(namesakes: Namesakes | undefined): readonly Column<HostSummary>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'name',
      title: t('host.name'),
      is: 'heading',
      sorts: [
        { word: 'name', direction: 'ascending' },
        { word: '-name', direction: 'descending' },
      ],
      show: ({ id, name }) => (
        <>
          <Link to="/hosts/$id" params={{ id }}>
            {name}
          </Link>
          <Namesake host={id} of={namesakes} />
        </>
      ),
    },
    {
      id: 'label',
      title: t('trust.label'),
      className: classes.label,
      show: ({ label }) => label || t('common.none'),
    },
    {
      id: 'system',
      csv: ['osName', 'osVersion'],
      title: t('host.system'),
      className: classes.system,
      show: (host) => systemName(host) ?? t('common.none'),
    },
    {
      id: 'contact',
      csv: ['contact', 'status'],
      title: t('host.contact'),
      show: ({ contact, status, certificate, carried }) => (
        <span className={classes.marks}>
          <ContactMark contact={contact} />
          <StatusMark status={status} />
          <CertificateMark certificate={certificate} />
          {carried === null ? null : <CarriedMark carried={carried} />}
        </span>
      ),
    },
    {
      id: 'lastReportAt',
      title: t('host.lastReport'),
      sorts: [
        { word: '-lastReportAt', direction: 'descending' },
        { word: 'lastReportAt', direction: 'ascending' },
      ],
      show: ({ lastReportAt }) => <Instant at={lastReportAt} />,
    },
    outcomeColumn(t('host.outcomes')),
    {
      id: 'platform',
      title: t('filter.names.platform'),
      is: 'extra',
      show: ({ platform }) => platformName(platform, t('control.networkDevice')),
    },
    {
      id: 'architecture',
      title: t('host.architecture'),
      is: 'extra',
      show: ({ architecture }) => architecture ?? t('common.none'),
    },
    {
      id: 'agentVersion',
      title: t('host.agent'),
      is: 'extra',
      show: ({ agentVersion, agentOutdated }) => {
        if (agentVersion === null) return t('common.none');
        return agentOutdated ? t('host.agentOutdated', { version: agentVersion }) : agentVersion;
      },
    },
    {
      id: 'enrolledAt',
      title: t('host.enrolled'),
      is: 'extra',
      show: ({ enrolledAt }) => <Instant at={enrolledAt} />,
    },
    { id: 'id', title: t('host.id'), is: 'extra', show: ({ id }) => <code>{id}</code> },
  ];
}
