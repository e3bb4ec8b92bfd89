import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { findingPageQuery } from '../../api/result-queries.ts';
import { useFindingColumns } from '../../findings/finding-columns.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { findingFields, readFindingSearch } from '../../filters/lists.ts';
import { DataList } from '../../table/data-list.tsx';

const menus = ['control', 'platform', 'label', 'system'] as const;

/** Every finding there is, to be filtered. */
export function FindingsPage(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/findings' });
  const navigate = useNavigate({ from: '/findings' });
  const query = useQuery(findingPageQuery(search));
  const columns = useFindingColumns('everything', query.data?.namesakes);
  return (
    <>
      <PageHeader title={t('findings.title')} lead={t('findings.lead')} />
      <Loaded query={query} what="part">
        {({ shown, findings, next }) => (
          <DataList
            name="findings"
            label={t('findings.title')}
            fields={findingFields}
            menus={menus}
            search={search}
            usualSort="control"
            change={(changed, how) =>
              void navigate({ search: readFindingSearch(changed), replace: how === 'typed' })
            }
            columns={columns}
            rowKey={({ hostId, control, variant }) => `${hostId} ${control} ${variant}`}
            rows={findings}
            shown={shown}
            next={next}
            csv={{ path: '/findings.csv', filters: search }}
            known={{ host: findings.find(({ hostId }) => hostId === search.host)?.hostName }}
            empty={
              <Empty title={t('findings.empty')}>
                <p>{t('control.noFindingsNext')}</p>
              </Empty>
            }
            stale={query.isPlaceholderData}
          />
        )}
      </Loaded>
    </>
  );
}
