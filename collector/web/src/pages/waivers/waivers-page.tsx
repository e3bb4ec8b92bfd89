import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choicesQuery, systemsQuery, waiversQuery } from '../../api/desk-queries.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import partClasses from '../../parts/parts.module.css';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { NewWaiver } from './new-waiver.tsx';
import { WaiverRow } from './waiver-row.tsx';
import { waiverState } from './waiver-state.ts';

/** 例外 of all systems: asked for by one, decided by another, and never without a last day. */
export function WaiversPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = useSearch({ from: '/waivers' });
  const navigate = useNavigate({ from: '/waivers' });
  const query = useQuery(waiversQuery());
  const choices = useQuery(choicesQuery());
  const systems = useQuery(systemsQuery());
  const today = choices.data?.today ?? '';
  return (
    <Loaded query={query} what="page">
      {({ waivers }) => {
        const stated = waivers.map((waiver) => ({ waiver, state: waiverState(waiver, today) })).toReversed();
        const current = stated.filter(({ state }) => state !== 'expired' && state !== 'refused');
        const listed = search.show === 'all' ? stated : current;
        return (
          <>
            <PageHeader title={t('waivers.title')} lead={t('waivers.lead')} />
            {may('waivers:request') ? (
              <Section title={t('waivers.new')}>
                <NewWaiver search={search} />
              </Section>
            ) : (
              <p>{t('waivers.mayNotAsk')}</p>
            )}
            <div className={partClasses.chips}>
              <FilterChip
                on={search.show === 'all'}
                toggle={() => {
                  const { show, ...rest } = search;
                  void navigate({ search: show ? rest : { ...rest, show: 'all' }, replace: true });
                }}
              >
                {t('waivers.showAll', { count: stated.length - current.length })}
              </FilterChip>
            </div>
            {listed.length === 0 ? (
              <Empty title={t('waivers.empty')}>
                <p>{t('waivers.emptyNext')}</p>
              </Empty>
            ) : (
              <Table label={t('waivers.title')}>
                <thead>
                  <tr>
                    <th scope="col">{t('waivers.control')}</th>
                    <th scope="col">{t('waivers.host')}</th>
                    <th scope="col">{t('waivers.reason')}</th>
                    <th scope="col">{t('waivers.until')}</th>
                    <th scope="col">{t('waivers.state')}</th>
                    <th scope="col">{t('waivers.people')}</th>
                    <th scope="col">{t('admin.actions')}</th>
                  </tr>
                </thead>
                <tbody>
                  {listed.map(({ waiver, state }) => (
                    <WaiverRow
                      key={waiver.id}
                      waiver={waiver}
                      state={state}
                      system={
                        systems.data?.systems.find(({ id }) => id === waiver.systemId)?.name ??
                        waiver.systemId
                      }
                    />
                  ))}
                </tbody>
              </Table>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
