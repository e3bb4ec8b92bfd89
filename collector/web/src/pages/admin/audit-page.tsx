import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntryView } from '../../../../src/api/people-schemas.ts';
import { auditLinesPerPage, auditQuery } from '../../api/queries.ts';
import { ja } from '../../i18n/messages.ts';
import { Command } from '../../parts/command.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { RecordedName } from '../../parts/recorded-name.tsx';
import { Table } from '../../parts/table.tsx';
import { pageOf } from '../../table/page-of.ts';
import classes from './admin.module.css';
import { AuditChain } from './audit-chain.tsx';
import { AuditDetails } from './audit-details.tsx';
import { AuditFilter } from './audit-filter.tsx';

export function AuditPage(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/audit' });
  const { before } = search;
  const query = useQuery(auditQuery(search));
  return (
    <Loaded query={query} what="page">
      {({ entries }) => {
        const { rows, last } = pageOf(entries, auditLinesPerPage);
        return (
          <>
            <PageHeader title={t('audit.title')} lead={t('audit.lead')} />
            <div className={classes.command}>
              <Command line="tenken audit verify --data DIR" />
            </div>
            <AuditFilter search={search} />
            <AuditChain />
            {rows.length === 0 ? <Empty title={t('auditFilter.none')} /> : <Lines entries={rows} />}
            <nav className={classes.paging} aria-label={t('audit.paging')}>
              {before === undefined ? null : (
                <Link from="/audit" to="/audit" search={({ before: _before, ...rest }) => rest}>
                  {t('audit.newest')}
                </Link>
              )}
              {last === null ? (
                <span className={classes.soft}>{t('audit.end')}</span>
              ) : (
                <Link from="/audit" to="/audit" search={(rest) => ({ ...rest, before: last.sequence })}>
                  {t('audit.older')}
                </Link>
              )}
            </nav>
          </>
        );
      }}
    </Loaded>
  );
}

function Lines({ entries }: { entries: readonly AuditEntryView[] }) {
  const { t } = useTranslation();
  return (
    <Table label={t('audit.title')}>
      <thead>
        <tr>
          <th scope="col">{t('audit.sequence')}</th>
          <th scope="col">{t('audit.at')}</th>
          <th scope="col">{t('audit.actor')}</th>
          <th scope="col">{t('audit.action')}</th>
          <th scope="col">{t('audit.subject')}</th>
          <th scope="col">{t('audit.details')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ sequence, at, actor, action, subject, details, hash }) => (
          <tr key={sequence}>
            <td title={hash}>{sequence}</td>
            <td>
              <Instant at={at} to="second" />
            </td>
            <td className={classes.person}>
              <RecordedName of={actor} />
            </td>
            <td className={classes.word}>{isKnown(action) ? t(`audit.actions.${action}`) : action}</td>
            <td className={classes.person}>
              <RecordedName of={subject} />
            </td>
            <td className={classes.details}>
              <AuditDetails details={details} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A newer collector may write down what this page has no word for yet. */
function isKnown(action: string): action is keyof typeof ja.audit.actions {
  return Object.hasOwn(ja.audit.actions, action);
}
