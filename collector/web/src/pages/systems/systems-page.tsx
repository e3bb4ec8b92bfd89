import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { systemsQuery } from '../../api/desk-queries.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { SystemForm } from './system-form.tsx';

export function SystemsPage(): ReactNode {
  const { t } = useTranslation();
  const manages = useMay()('assessments:manage');
  const query = useQuery(systemsQuery());
  return (
    <Loaded query={query} what="page">
      {({ systems }) => (
        <>
          <PageHeader title={t('systems.title')} lead={t('systems.lead')} />
          {manages ? (
            <Section title={t('systems.new')}>
              <SystemForm system={null} />
            </Section>
          ) : (
            <p>{t('desk.readOnly')}</p>
          )}
          {systems.length === 0 ? (
            <Empty title={t('systems.empty')}>
              <p>{t('systems.emptyNext')}</p>
            </Empty>
          ) : (
            <Table label={t('systems.title')}>
              <thead>
                <tr>
                  <th scope="col">{t('systems.name')}</th>
                  <th scope="col">{t('systems.id')}</th>
                  <th scope="col">{t('systems.organisation')}</th>
                  <th scope="col">{t('systems.labels')}</th>
                </tr>
              </thead>
              <tbody>
                {systems.map(({ id, name, organisation, labels }) => (
                  <tr key={id}>
                    <th scope="row">
                      <Link to="/systems/$id" params={{ id }}>
                        {name}
                      </Link>
                    </th>
                    <td>
                      <code>{id}</code>
                    </td>
                    <td>{organisation.name}</td>
                    <td>{labels.length === 0 ? t('systems.everyHost') : labels.join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </>
      )}
    </Loaded>
  );
}
