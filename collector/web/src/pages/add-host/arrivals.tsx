import { Loader } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HostSummary } from '../../../../src/api/schemas.ts';
import { newHostsQuery } from '../../api/start-queries.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Instant } from '../../parts/instant.tsx';
import classes from './add-host.module.css';
import type { MadeToken } from './fresh-token.tsx';

/** Waits for hosts of the token that was just made, and shows each as it comes. */
export function Arrivals({ token }: { token: MadeToken | null }) {
  const { t } = useTranslation();
  const query = useQuery(newHostsQuery(token?.label ?? null));
  const hosts = arrivedWith(token, query.data?.hosts ?? []);
  return (
    <div role="status" className={classes.arrivals}>
      {hosts.map((host) => (
        <p key={host.id} className={classes.arrival}>
          <IconCircleCheckFilled size={20} aria-hidden />
          <Link to="/hosts/$id" params={{ id: host.id }}>
            {host.name}
          </Link>
          <Instant at={host.lastReportAt ?? host.enrolledAt} to="second" />
          {host.lastReportAt === null ? (
            <span>{t('addHost.enrolled')}</span>
          ) : (
            <OutcomeTally counts={host.outcomes} />
          )}
        </p>
      ))}
      {hosts.every(({ lastReportAt }) => lastReportAt === null) ? (
        <p className={classes.arrival}>
          {token === null ? (
            t('addHost.noToken')
          ) : (
            <>
              <Loader size="xs" aria-hidden />
              {hosts.length === 0 ? t('addHost.waiting') : t('addHost.waitingReport')}
            </>
          )}
        </p>
      ) : null}
    </div>
  );
}

/** Others may have come with an older token of the same label; a clock here may be a little ahead of the collector's. */
const clockToleranceMs = 10 * 60_000;

function arrivedWith(token: MadeToken | null, hosts: readonly HostSummary[]): HostSummary[] {
  if (token === null) return [];
  const from = Date.parse(token.madeAt) - clockToleranceMs;
  return hosts.filter(({ label, enrolledAt }) => label === token.label && Date.parse(enrolledAt) >= from);
}
