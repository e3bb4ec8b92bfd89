import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hostQuery } from '../../api/queries.ts';
import type { HostDetail } from '../../../../src/api/schemas.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { countFindings } from '../../outcomes/count-findings.ts';
import { Command } from '../../parts/command.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { FindingGroups } from '../../findings/finding-groups.tsx';
import { CarriedMark } from './carried-mark.tsx';
import { ContactMark } from './contact-mark.tsx';
import { useClockWords } from './clock-skew.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { HostTrust } from './host-trust.tsx';
import classes from './host.module.css';
import { StatusMark } from './status-mark.tsx';
import { systemName } from './system-name.ts';

export function HostPage(): ReactNode {
  const { id } = useParams({ from: '/hosts/$id' });
  const query = useQuery(hostQuery(id));
  return (
    <Loaded query={query} what="page">
      {(detail) => <Shown detail={detail} />}
    </Loaded>
  );
}

/** How the newest report was carried here; nothing for a host that reports over the network. */
function carriedFacts({ carried }: HostDetail['host'], t: TFunction): [string, ReactNode][] {
  if (carried === null) return [];
  return [
    [t('carried.way'), carried.encrypted ? t('carried.encrypted') : t('carried.plain')],
    [t('carried.collected'), <Instant key="collected" at={carried.collectedAt} />],
    [t('carried.imported'), <Instant key="imported" at={carried.importedAt} />],
    [t('carried.by'), carried.importedBy],
    [t('carried.file'), <code key="file">{carried.fileSha256}</code>],
  ];
}

function Shown({ detail: { host, findings, evidence } }: { detail: HostDetail }) {
  const { t } = useTranslation();
  const clockWords = useClockWords();
  // Each control counts once, as in the list of hosts; under limits of items it is judged besides.
  const own = findings.filter(({ variant }) => variant === 'default');
  const ofItems = findings.filter(({ variant }) => variant !== 'default');
  return (
    <>
      <PageHeader
        trail={<Link to="/hosts">{t('hosts.title')}</Link>}
        title={host.name}
        aside={
          <span className={classes.marks}>
            <StatusMark status={host.status} />
            <ContactMark contact={host.contact} />
            {host.carried === null ? null : <CarriedMark carried={host.carried} />}
          </span>
        }
      />
      <Facts
        facts={[
          [t('host.system'), systemName(host) ?? t('common.none')],
          [t('host.architecture'), host.architecture ?? t('common.none')],
          [t('host.lastReport'), <Instant key="last" at={host.lastReportAt} />],
          [t('host.enrolled'), <Instant key="enrolled" at={host.enrolledAt} />],
          [t('host.agent'), host.agentVersion ?? t('common.none')],
          [t('host.id'), <code key="id">{host.id}</code>],
          [t('trust.label'), host.label || t('trust.noLabel')],
          [t('trust.clock'), host.carried ? t('carried.clock') : clockWords(host.clockSkewMs)],
          ...carriedFacts(host, t),
          [
            t('trust.gaps'),
            <span key="gaps" title={t('trust.gapsMeaning')}>
              {t('trust.reports', { count: host.sequenceGaps })}
            </span>,
          ],
          [
            t('trust.dropped'),
            <span key="dropped" title={t('trust.droppedMeaning')}>
              {t('trust.reports', { count: host.reportsDropped })}
            </span>,
          ],
        ]}
      />
      <p className={classes.onward}>
        <Link to="/findings" search={{ host: host.id }}>
          {t('host.asTable')}
        </Link>
        <Link to="/hosts/$id/comparison" params={{ id: host.id }}>
          {t('host.compare')}
        </Link>
      </p>
      {host.status === 'active' ? null : <HostTrust host={host} />}
      {host.contact === 'never' ? (
        <Empty title={t('host.neverReported')}>
          <p>{t('host.neverReportedNext')}</p>
          <Command line="tenken agent run" />
        </Empty>
      ) : null}
      <Section title={t('finding.plural')} aside={<OutcomeTally counts={countFindings(own)} />}>
        {host.status === 'revoked' && own.length === 0 ? (
          <p>{t('host.judgedNoMore')}</p>
        ) : (
          <FindingGroups findings={own} />
        )}
      </Section>
      {ofItems.length === 0 ? null : (
        <Section title={t('finding.ofItems')} aside={<OutcomeTally counts={countFindings(ofItems)} />}>
          <p>{t('finding.ofItemsMeaning')}</p>
          <FindingGroups findings={ofItems} />
        </Section>
      )}
      {evidence.length === 0 ? null : (
        <Section title={t('evidence.plural')}>
          <EvidenceTable evidence={evidence} host={host.id} />
        </Section>
      )}
      {host.status === 'active' ? <HostTrust host={host} /> : null}
    </>
  );
}
