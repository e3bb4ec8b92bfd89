import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
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
import { ContactMark } from './contact-mark.tsx';
import { EvidenceTable } from './evidence-table.tsx';
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

function Shown({ detail: { host, findings, evidence } }: { detail: HostDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader
        trail={<Link to="/hosts">{t('hosts.title')}</Link>}
        title={host.name}
        aside={<ContactMark contact={host.contact} />}
      />
      <Facts
        facts={[
          [t('host.system'), systemName(host) ?? t('common.none')],
          [t('host.architecture'), host.architecture ?? t('common.none')],
          [t('host.lastReport'), <Instant key="last" at={host.lastReportAt} />],
          [t('host.enrolled'), <Instant key="enrolled" at={host.enrolledAt} />],
          [t('host.agent'), host.agentVersion ?? t('common.none')],
          [t('host.id'), <code key="id">{host.id}</code>],
        ]}
      />
      {host.contact === 'never' ? (
        <Empty title={t('host.neverReported')}>
          <p>{t('host.neverReportedNext')}</p>
          <Command line="tenken agent run" />
        </Empty>
      ) : null}
      <Section title={t('finding.plural')} aside={<OutcomeTally counts={countFindings(findings)} />}>
        <FindingGroups findings={findings} />
      </Section>
      {evidence.length === 0 ? null : (
        <Section title={t('evidence.plural')}>
          <EvidenceTable evidence={evidence} />
        </Section>
      )}
    </>
  );
}
