import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { healthQuery } from '../../api/administration-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { HealthMark } from './health-mark.tsx';

/** What is wrong with the collector, in words, and what to do. */
export function Health() {
  const { t } = useTranslation();
  const text = useText();
  const query = useQuery(healthQuery());
  return (
    <Section title={t('jobs.health.title')}>
      <Loaded query={query} what="part">
        {({ checkedAt, version, checks }) => (
          <>
            <Table label={t('jobs.health.title')}>
              <thead>
                <tr>
                  <th scope="col">{t('jobs.health.check')}</th>
                  <th scope="col">{t('jobs.state')}</th>
                  <th scope="col">{t('jobs.health.seen')}</th>
                  <th scope="col">{t('jobs.health.action')}</th>
                </tr>
              </thead>
              <tbody>
                {checks.map(({ id, title, state, detail, action }) => (
                  <tr key={id}>
                    <th scope="row">{text(title)}</th>
                    <td>
                      <HealthMark state={state} />
                    </td>
                    <td>{text(detail)}</td>
                    <td>{action === null ? t('common.none') : <CodeText text={text(action)} />}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
            <p>
              {t('jobs.health.version', { version })} <Instant at={checkedAt} to="second" />
            </p>
          </>
        )}
      </Loaded>
    </Section>
  );
}
