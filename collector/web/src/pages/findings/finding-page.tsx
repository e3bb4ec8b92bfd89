import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { controlQuery } from '../../api/queries.ts';
import { findingQuery } from '../../api/result-queries.ts';
import type { FindingDetail } from '../../../../src/api/result-schemas.ts';
import { FindingTimeline } from '../../findings/finding-timeline.tsx';
import { Limits } from '../../findings/limits.tsx';
import { Reason } from '../../findings/reason.tsx';
import { useSaid } from '../../findings/use-said.ts';
import { platformName } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Repair } from '../control/repair.tsx';
import { FindingEvidence } from './finding-evidence.tsx';
import { FindingItems } from './finding-items.tsx';
import { FindingWaivers } from './finding-waivers.tsx';
import classes from './finding-page.module.css';

export function FindingPage(): ReactNode {
  const { host, control } = useParams({ from: '/findings/$host/$control' });
  const { variant = 'default' } = useSearch({ from: '/findings/$host/$control' });
  const query = useQuery(findingQuery(host, control, variant));
  return (
    <Loaded query={query} what="page">
      {(detail) => <Shown detail={detail} />}
    </Loaded>
  );
}

/** One control on one host: what was seen, since when, on what it rests, and what to do. */
function Shown({ detail: { finding, host, waivers, items } }: { detail: FindingDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const said = useSaid();
  const control = useQuery(controlQuery(finding.control));
  const { variant } = finding;
  return (
    <>
      <PageHeader
        trail={
          <>
            <Link to="/findings" search={{ control: finding.control, outcome: [finding.outcome] }}>
              {t('findings.title')}
            </Link>
            <Link
              to="/controls/$id"
              params={{ id: finding.control }}
              search={variant === 'default' ? {} : { variant }}
            >
              {text(finding.controlTitle)}
            </Link>
            <Link to="/hosts/$id" params={{ id: host.id }}>
              {host.name}
            </Link>
          </>
        }
        title={t('finding.of', { control: text(finding.controlTitle), host: host.name })}
        aside={<OutcomeBadge outcome={finding.outcome} />}
      />
      <div className={classes.seen} data-outcome={finding.outcome}>
        <dl>
          <div>
            <dt>{t('finding.observed')}</dt>
            <dd className={classes.observed}>{said(finding.observed)}</dd>
          </div>
          <div>
            <dt>{t('finding.expected')}</dt>
            <dd>
              {said(finding.expected)}{' '}
              {variant === 'default' ? null : <Limits parameters={finding.parameters} />}
            </dd>
          </div>
          <div>
            <dt>{t('finding.reason')}</dt>
            <dd>
              <Reason finding={finding} />
            </dd>
          </div>
        </dl>
      </div>
      <Facts
        facts={[
          [t('finding.since'), <Instant key="since" at={finding.sinceAt} />],
          [
            t('finding.holdsUntil'),
            finding.validUntil === null ? (
              t('finding.untilNewEvidence')
            ) : (
              <Instant key="until" at={finding.validUntil} />
            ),
          ],
          [t('finding.evaluated'), <Instant key="evaluated" at={finding.evaluatedAt} />],
          [t('filter.names.platform'), platformName(host.platform, t('control.networkDevice'))],
          [t('trust.label'), host.label || t('trust.noLabel')],
        ]}
      />
      <Section title={t('finding.repair')}>
        <Loaded query={control} what="part">
          {({ remediation }) => <Repair remediation={remediation} platform={host.platform} />}
        </Loaded>
      </Section>
      <Section title={t('finding.timeline')}>
        <FindingTimeline hostId={host.id} control={finding.control} variant={variant} />
      </Section>
      <Section title={t('finding.waivers')}>
        <FindingWaivers waivers={waivers} />
      </Section>
      <Section title={t('evidence.plural')}>
        <FindingEvidence evidence={finding.evidence} host={host.id} />
      </Section>
      <Section title={t('control.items')}>
        <FindingItems items={items} />
      </Section>
    </>
  );
}
