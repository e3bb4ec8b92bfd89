import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceBody } from '@tenken/shared';
import { evidenceQuery } from '../../api/queries.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useKindTitle } from '../../parts/evidence-kind.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import partClasses from '../../parts/parts.module.css';
import { Section } from '../../parts/section.tsx';
import { EvidenceContent } from './evidence-content.tsx';
import { EvidenceProofs } from './evidence-proofs.tsx';

export function EvidencePage(): ReactNode {
  const { sha256 } = useParams({ from: '/evidence/$sha256' });
  const query = useQuery(evidenceQuery(sha256));
  return (
    <Loaded query={query} what="page">
      {(body) => <Shown sha256={sha256} body={body} />}
    </Loaded>
  );
}

function Shown({ sha256, body }: { sha256: string; body: EvidenceBody }) {
  const { t } = useTranslation();
  const { kind, version, result } = body;
  const title = useKindTitle()(kind);
  const { host } = useSearch({ from: '/evidence/$sha256' });
  return (
    <>
      <PageHeader title={t('evidence.title', { kind: title })} lead={t('evidence.lead')} />
      <Facts
        facts={[
          [t('evidence.kind'), <code key="kind">{kind}</code>],
          [t('evidence.status'), t(`evidence.statuses.${result.status}`)],
          [t('evidence.version'), version],
          [
            t('evidence.hash'),
            <span key="hash" className={partClasses.fullHash}>
              <code>{sha256}</code>
              <CopyButton value={sha256} label={t('evidence.hash')} compact="yes" />
            </span>,
          ],
        ]}
      />
      <Section title={t('proof.title')}>
        <EvidenceProofs sha256={sha256} host={host} />
      </Section>
      <Section title={result.status === 'read' ? t('evidence.data') : t('evidence.failure')}>
        <EvidenceContent body={body} />
        <p>
          <a href={`/api/v1/evidence/${sha256}`}>{t('evidence.asSent')}</a>
        </p>
      </Section>
    </>
  );
}
