import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { controlsQuery } from '../../api/queries.ts';
import type { ControlSummary } from '../../../../src/api/schemas.ts';
import { useLanguage } from '../../i18n/use-text.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { controlFields, readControlsSearch } from '../../filters/lists.ts';
import { DataList } from '../../table/data-list.tsx';
import { useControlColumns } from './control-columns.tsx';
import { wantedControls } from '../../../../src/results/wanted-controls.ts';

const menus = ['platform'] as const;

export function ControlsPage(): ReactNode {
  const query = useQuery(controlsQuery());
  return (
    <Loaded query={query} what="page">
      {({ controls }) => <Shown controls={controls} />}
    </Loaded>
  );
}

function Shown({ controls }: { controls: readonly ControlSummary[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const search = useSearch({ from: '/controls' });
  const navigate = useNavigate({ from: '/controls' });
  const rows = wantedControls(controls, search, language);
  return (
    <>
      <PageHeader title={t('controls.title')} lead={t('controls.lead')} />
      <DataList
        name="controls"
        label={t('controls.title')}
        fields={controlFields}
        menus={menus}
        search={search}
        usualSort=""
        change={(changed, how) =>
          void navigate({ search: readControlsSearch(changed), replace: how === 'typed' })
        }
        columns={useControlColumns()}
        rowKey={({ id }) => id}
        rows={rows}
        shown={{ count: rows.length, exact: true }}
        total={controls.length}
        next={null}
        csv={{ path: '/controls.csv', filters: search }}
        empty={null}
        stale={false}
      />
    </>
  );
}
