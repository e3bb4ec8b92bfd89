import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { authorityQuery, reachQuery } from '../../api/start-queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { useInstallation } from '../../parts/use-typed.ts';
import classes from './add-host.module.css';
import { Arrivals } from './arrivals.tsx';
import { CarriedSteps } from './carried-steps.tsx';
import { FreshToken } from './fresh-token.tsx';
import type { MadeToken } from './fresh-token.tsx';
import { HostSteps } from './host-steps.tsx';
import { OnlyHere } from './only-here.tsx';
import { SshSteps } from './ssh-steps.tsx';

const systems = ['linux', 'windows', 'macos'] as const;
const ways = [...systems, 'ssh', 'carried'] as const;

/** How a machine comes in: a token, one command for its kind, and a line that says when it is there. */
export function AddHostPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <PageHeader title={t('frame.pages.addHost')} lead={t('addHost.lead')} />
      {may('enrolment-tokens:manage') ? <Steps /> : <p role="note">{t('addHost.notPermitted')}</p>}
    </>
  );
}

function Steps(): ReactNode {
  const { t } = useTranslation();
  const authority = useQuery(authorityQuery());
  const [token, setToken] = useState<MadeToken | null>(null);
  const reach = useQuery(reachQuery());
  const installation = useInstallation();
  // Somebody at the collector's own machine may have opened the page by a name that leads others nowhere.
  const isOpenedHere = window.location.hostname === 'localhost';
  const server = (isOpenedHere ? reach.data?.address : null) ?? window.location.origin;
  return (
    <>
      <OnlyHere />
      <Loaded query={authority} what="part">
        {({ pem, fingerprint }) => {
          const place = { server, authority: pem, token: token?.token ?? 'TOKEN', installation };
          const missing = token === null ? t('addHost.tokenFirst') : null;
          return (
            <>
              <Section title={t('addHost.token')}>
                <FreshToken token={token} made={setToken} />
              </Section>
              <Section title={t('addHost.command')}>
                <p>{t(`addHost.needs.${installation}`)}</p>
                <p className={classes.fingerprint}>
                  {t('addHost.fingerprint')} <code>{fingerprint}</code>
                </p>
                <Tabs defaultValue="linux" keepMounted={false} className={classes.tabs ?? ''}>
                  <Tabs.List aria-label={t('addHost.ways.label')}>
                    {ways.map((way) => (
                      <Tabs.Tab key={way} value={way}>
                        {t(`addHost.ways.${way}`)}
                      </Tabs.Tab>
                    ))}
                  </Tabs.List>
                  {systems.map((system) => (
                    <Tabs.Panel key={system} value={system}>
                      <HostSteps missing={missing} system={system} place={place} />
                    </Tabs.Panel>
                  ))}
                  <Tabs.Panel value="ssh">
                    <SshSteps missing={missing} place={place} />
                  </Tabs.Panel>
                  <Tabs.Panel value="carried">
                    <CarriedSteps />
                  </Tabs.Panel>
                </Tabs>
              </Section>
              <Section title={t('addHost.arrivals')}>
                <Arrivals token={token} />
              </Section>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
