import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsQuery } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { AccountRow } from './account-row.tsx';
import { RoleTable } from './role-table.tsx';
import { NewAccount } from './new-account.tsx';

export function AccountsPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(accountsQuery());
  const manages = may('accounts:manage');
  return (
    <Loaded query={query} what="page">
      {({ accounts }) => (
        <>
          <PageHeader title={t('accounts.title')} lead={t('accounts.lead')} />
          {manages ? (
            <Section title={t('accounts.new')}>
              <NewAccount />
            </Section>
          ) : null}
          <Table label={t('accounts.title')}>
            <thead>
              <tr>
                <th scope="col">{t('accounts.displayName')}</th>
                <th scope="col">{t('accounts.name')}</th>
                <th scope="col">{t('admin.role')}</th>
                <th scope="col">{t('accounts.way')}</th>
                <th scope="col">{t('admin.created')}</th>
                <th scope="col">{t('admin.state')}</th>
                {manages ? <th scope="col">{t('admin.actions')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {accounts.map((account) => (
                <AccountRow key={account.id} account={account} manages={manages} />
              ))}
            </tbody>
          </Table>
          <Section title={t('roleTable.title')}>
            <RoleTable />
          </Section>
        </>
      )}
    </Loaded>
  );
}
