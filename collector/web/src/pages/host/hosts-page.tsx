import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hostsQuery, rowsPerPage } from '../../api/queries.ts';
import type { HostSummary } from '../../../../src/api/schemas.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { AddHostSteps } from '../../parts/add-host-steps.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Table } from '../../parts/table.tsx';
import { ContactMark } from './contact-mark.tsx';
import classes from './host.module.css';
import { StatusMark } from './status-mark.tsx';
import { systemName } from './system-name.ts';

export function HostsPage(): ReactNode {
  const { t } = useTranslation();
  const { page = 1 } = useSearch({ from: '/hosts' });
  const query = useQuery(hostsQuery(page));
  return (
    <Loaded query={query} what="page">
      {({ total, hosts }) => (
        <>
          <PageHeader title={t('hosts.title')} lead={t('hosts.lead')} />
          {total === 0 ? (
            <Empty title={t('hosts.empty')}>
              <AddHostSteps />
            </Empty>
          ) : (
            <HostTable hosts={hosts} />
          )}
          <Pager page={page} pages={Math.ceil(total / rowsPerPage)} />
        </>
      )}
    </Loaded>
  );
}

function HostTable({ hosts }: { hosts: readonly HostSummary[] }) {
  const { t } = useTranslation();
  return (
    <Table label={t('hosts.title')}>
      <thead>
        <tr>
          <th scope="col">{t('host.name')}</th>
          <th scope="col">{t('trust.label')}</th>
          <th scope="col">{t('host.system')}</th>
          <th scope="col">{t('host.contact')}</th>
          <th scope="col">{t('host.lastReport')}</th>
          <th scope="col">{t('host.outcomes')}</th>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => (
          <tr key={host.id}>
            <th scope="row">
              <Link to="/hosts/$id" params={{ id: host.id }}>
                {host.name}
              </Link>
            </th>
            <td className={classes.label}>{host.label || t('common.none')}</td>
            <td>{systemName(host) ?? t('common.none')}</td>
            <td>
              <span className={classes.marks}>
                <ContactMark contact={host.contact} />
                <StatusMark status={host.status} />
              </span>
            </td>
            <td>
              <Instant at={host.lastReportAt} />
            </td>
            <td>
              <OutcomeTally counts={host.outcomes} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
