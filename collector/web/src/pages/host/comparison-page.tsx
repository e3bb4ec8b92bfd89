import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hostQuery } from '../../api/queries.ts';
import { comparisonQuery } from '../../api/result-queries.ts';
import { ChangeTable } from '../../findings/change-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { MomentForm } from '../../parts/moment-form.tsx';

const weekMs = 7 * 24 * 3_600_000;

/** What is different on one host between two moments. */
export function ComparisonPage(): ReactNode {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/hosts/$id/comparison' });
  const search = useSearch({ from: '/hosts/$id/comparison' });
  const navigate = useNavigate({ from: '/hosts/$id/comparison' });
  // One moment for as long as the page is open: what is asked for must not change by itself.
  const [now] = useState(() => new Date());
  const to = search.to ?? now.toISOString();
  const from = search.from ?? new Date(Date.parse(to) - weekMs).toISOString();
  const host = useQuery(hostQuery(id));
  const query = useQuery(comparisonQuery({ host: id }, from, to));
  return (
    <Loaded query={host} what="page">
      {({ host: { name } }) => (
        <>
          <PageHeader
            trail={
              <>
                <Link to="/hosts">{t('hosts.title')}</Link>
                <Link to="/hosts/$id" params={{ id }}>
                  {name}
                </Link>
              </>
            }
            title={t('comparison.title', { host: name })}
            lead={t('comparison.lead')}
          />
          <MomentForm
            key={`${from} ${to}`}
            from={from}
            to={to}
            change={(span) => void navigate({ search: span })}
          />
          <Loaded query={query} what="part">
            {(changes) => <ChangeTable changes={changes} of="host" />}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}
