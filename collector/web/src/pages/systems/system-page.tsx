import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { coverageQuery, systemsQuery } from '../../api/desk-queries.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Declarations } from './declarations.tsx';
import { Ledger } from './ledger.tsx';
import { SystemForm } from './system-form.tsx';

export function SystemPage(): ReactNode {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/systems/$id' });
  const manages = useMay()('assessments:manage');
  const query = useQuery(systemsQuery());
  const coverage = useQuery(coverageQuery(id));
  return (
    <Loaded query={query} what="page">
      {({ systems }) => {
        const system = systems.find((one) => one.id === id);
        if (!system) return <Empty title={t('systems.unknown', { id })} />;
        const { organisation, labels } = system;
        return (
          <>
            <PageHeader
              trail={<Link to="/systems">{t('systems.title')}</Link>}
              title={system.name}
              lead={organisation.name}
            />
            <Section title={t('systems.coverage')}>
              <Loaded query={coverage} what="part">
                {(data) => <Ledger system={id} coverage={data} manages={manages} />}
              </Loaded>
            </Section>
            <Section title={t('systems.declarations')}>
              <Loaded query={coverage} what="part">
                {(data) => <Declarations system={id} gaps={data.declarationGaps} manages={manages} />}
              </Loaded>
            </Section>
            <Section title={t('systems.profile')}>
              {manages ? (
                <SystemForm key={id} system={system} labels={coverage.data?.labels ?? []} />
              ) : (
                <Facts
                  facts={[
                    [t('systems.id'), id],
                    [t('systems.department'), organisation.department ?? t('common.none')],
                    [t('systems.labels'), labels.length === 0 ? t('systems.everyHost') : labels.join(', ')],
                  ]}
                />
              )}
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}
