import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceBody } from '@tenken/shared';
import { evidenceQuery } from '../api/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import partClasses from '../parts/parts.module.css';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';

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
  const { kind, version, result, sources } = body;
  const raw = JSON.stringify(result.status === 'read' ? result.data : result.failure, null, 2);
  return (
    <>
      <PageHeader title={t('evidence.title', { kind })} lead={t('evidence.lead')} />
      <Facts
        facts={[
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
      <Section title={result.status === 'read' ? t('evidence.data') : t('evidence.failure')}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must take the focus to be scrolled by keyboard (WCAG 2.1.1). */}
        <pre className={partClasses.raw} tabIndex={0} role="region" aria-label={t('evidence.data')}>
          {raw}
        </pre>
        <p>
          <a href={`/api/v1/evidence/${sha256}`}>{t('evidence.asSent')}</a>
        </p>
      </Section>
      <Section title={t('evidence.sources')}>
        {sources.length === 0 ? <p>{t('evidence.noSources')}</p> : <Sources sources={sources} />}
      </Section>
    </>
  );
}

function Sources({ sources }: { sources: EvidenceBody['sources'] }) {
  const { t } = useTranslation();
  return (
    <Table label={t('evidence.sources')}>
      <thead>
        <tr>
          <th scope="col">{t('source.type')}</th>
          <th scope="col">{t('source.subject')}</th>
          <th scope="col">{t('source.status')}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map(({ type, subject, status }) => (
          <tr key={`${type} ${subject}`}>
            <td>{t(`source.types.${type}`)}</td>
            <th scope="row">
              <code className={partClasses.breakable}>{subject}</code>
            </th>
            <td>
              <code>{status}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
