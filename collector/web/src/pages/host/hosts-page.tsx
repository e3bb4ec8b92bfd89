import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hostPageQuery } from '../../api/result-queries.ts';
import { AddHostSteps } from '../../parts/add-host-steps.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { hostFields, readHostSearch } from '../../filters/lists.ts';
import { DataList } from '../../table/data-list.tsx';
import { useHostColumns } from './host-columns.tsx';

const menus = ['contact', 'status', 'certificate', 'platform', 'label', 'system', 'control'] as const;

export function HostsPage(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/hosts' });
  const navigate = useNavigate({ from: '/hosts' });
  const query = useQuery(hostPageQuery(search));
  const columns = useHostColumns(query.data?.namesakes);
  return (
    <Loaded query={query} what="page">
      {({ total, shown, hosts, next }) => (
        <>
          <PageHeader title={t('hosts.title')} lead={t('hosts.lead')} />
          {total === 0 ? (
            <Empty title={t('hosts.empty')}>
              <AddHostSteps />
            </Empty>
          ) : (
            <DataList
              name="hosts"
              label={t('hosts.title')}
              fields={hostFields}
              menus={menus}
              search={search}
              usualSort="name"
              change={(changed, how) =>
                void navigate({ search: readHostSearch(changed), replace: how === 'typed' })
              }
              columns={columns}
              rowKey={({ id }) => id}
              rows={hosts}
              shown={shown}
              total={total}
              next={next}
              csv={{ path: '/hosts.csv', filters: search }}
              empty={null}
              stale={query.isPlaceholderData}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
