import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../src/api/administration-schemas.ts';
import { settingsQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/use-text.ts';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { RecordedName } from '../../parts/recorded-name.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { AgentSettingsForm } from './agent-settings-form.tsx';
import { AgentSettingsHistory } from './agent-settings-history.tsx';
import { LimitTable } from './limit-table.tsx';
import classes from './settings.module.css';

/** What agents are asked to do, and how this collector is set up. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(settingsQuery());
  return (
    <Loaded query={query} what="page">
      {(settings) => (
        <>
          <PageHeader title={t('collectorSettings.title')} lead={t('collectorSettings.lead')} />
          <Section title={t('collectorSettings.agents')}>
            <p className={classes.lead}>{t('collectorSettings.agentsLead')}</p>
            <Taken settings={settings} />
            {may('settings:manage') ? (
              <AgentSettingsForm key={settings.agents.history[0]?.sequence ?? 0} agents={settings.agents} />
            ) : null}
          </Section>
          <AgentSettingsHistory history={settings.agents.history} />
          <Section title={t('collectorSettings.about')}>
            <About settings={settings} />
          </Section>
          <Section title={t('collectorSettings.singleSignOn')}>
            <SingleSignOn about={settings.singleSignOn} />
          </Section>
          <Section title={t('collectorSettings.holds')}>
            <Holds holds={settings.holds} />
          </Section>
          <Section title={t('collectorSettings.limits')}>
            <p className={classes.lead}>{t('collectorSettings.limitsLead')}</p>
            <LimitTable limits={settings.limits} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function Taken({ settings: { agents } }: { settings: Settings }) {
  const { t } = useTranslation();
  const { current, other, refused } = agents.hosts;
  if (agents.history.length === 0) {
    return <p className={classes.lead}>{t('collectorSettings.defaults')}</p>;
  }
  return (
    <p className={classes.lead}>
      {[
        t('collectorSettings.taken', { current }),
        t('collectorSettings.others', { count: other }),
        t('collectorSettings.refused', { count: refused }),
      ].join(' · ')}
    </p>
  );
}

function About({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const text = useText();
  const { addresses, certificates, alerts } = settings;
  return (
    <Facts
      facts={[
        [t('collectorSettings.version'), settings.version],
        [t('collectorSettings.people'), addresses.people],
        [t('collectorSettings.agentsAddress'), addresses.agents],
        ...certificates.map(
          ({ id, title, notAfter }) =>
            [
              t('collectorSettings.until', { title: text(title) }),
              <Instant key={id} at={notAfter} />,
            ] as const,
        ),
        [t('collectorSettings.stale'), t('collectorSettings.hours', { count: settings.staleAfterHours })],
        [t('collectorSettings.keep'), t('collectorSettings.keepDays', { count: settings.keepDays })],
        [t('collectorSettings.alertNetworks'), listed(alerts.allowed) ?? t('common.none')],
        [t('collectorSettings.alertSecrets'), listed(alerts.secretFilesFor) ?? t('common.none')],
      ]}
    />
  );
}

function listed(names: readonly string[]): string | null {
  return names.length === 0 ? null : names.join(', ');
}

function SingleSignOn({ about }: { about: Settings['singleSignOn'] }) {
  const { t } = useTranslation();
  if (about === null) return <p>{t('collectorSettings.noSingleSignOn')}</p>;
  return (
    <Facts
      facts={[
        [t('collectorSettings.issuer'), about.issuer],
        [t('collectorSettings.clientId'), about.clientId],
        [t('collectorSettings.roleClaim'), about.roleClaim],
        [
          t('collectorSettings.reached'),
          t(`collectorSettings.${about.reached ? 'reachedYes' : 'reachedNo'}`),
        ],
        ...about.roles.map(({ role, value }) => [t(`roles.${role}`), value] as const),
      ]}
    />
  );
}

function Holds({ holds }: Pick<Settings, 'holds'>) {
  const { t } = useTranslation();
  if (holds.length === 0) return <p>{t('collectorSettings.noHolds')}</p>;
  return (
    <Table label={t('collectorSettings.holds')}>
      <thead>
        <tr>
          <th scope="col">{t('collectorSettings.holdId')}</th>
          <th scope="col">{t('collectorSettings.reason')}</th>
          <th scope="col">{t('collectorSettings.things')}</th>
          <th scope="col">{t('collectorSettings.heldBy')}</th>
          <th scope="col">{t('collectorSettings.at')}</th>
        </tr>
      </thead>
      <tbody>
        {holds.map(({ id, reason, heldBy, heldAt, things }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>{reason}</td>
            <td>{things}</td>
            <td>
              <RecordedName of={heldBy} />
            </td>
            <td>
              <Instant at={heldAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
