import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../src/api/administration-schemas.ts';
import { Instant } from '../../parts/instant.tsx';
import { RecordedName } from '../../parts/recorded-name.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { ShownSettings } from './shown-settings.tsx';

/** Which settings held since when, and who has made them. */
export function AgentSettingsHistory({ history }: Pick<Settings['agents'], 'history'>) {
  const { t } = useTranslation();
  if (history.length === 0) return null;
  return (
    <Section title={t('collectorSettings.history')}>
      <Table label={t('collectorSettings.history')}>
        <thead>
          <tr>
            <th scope="col">{t('collectorSettings.number')}</th>
            <th scope="col">{t('collectorSettings.at')}</th>
            <th scope="col">{t('collectorSettings.who')}</th>
            <th scope="col">{t('collectorSettings.content')}</th>
          </tr>
        </thead>
        <tbody>
          {history.map(({ sequence, issuedAt, actor, settings }) => (
            <tr key={sequence}>
              <td>{sequence}</td>
              <td>
                <Instant at={issuedAt} />
              </td>
              <td>
                <RecordedName of={actor} />
              </td>
              <td>
                <ShownSettings settings={settings} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
