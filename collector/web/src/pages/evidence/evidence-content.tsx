import { useTranslation } from 'react-i18next';
import type { EvidenceBody } from '@tenken/shared';
import partClasses from '../../parts/parts.module.css';
import { EvidenceSources } from './evidence-sources.tsx';

/** What was read or why it could not be, as it was sent, and from where. */
export function EvidenceContent({ body: { result, sources } }: { body: EvidenceBody }) {
  const { t } = useTranslation();
  const raw = JSON.stringify(result.status === 'read' ? result.data : result.failure, null, 2);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A region that scrolls must take the focus to be scrolled by keyboard (WCAG 2.1.1). */}
      <pre className={partClasses.raw} tabIndex={0} role="region" aria-label={t('evidence.data')}>
        {raw}
      </pre>
      {sources.length === 0 ? <p>{t('evidence.noSources')}</p> : <EvidenceSources sources={sources} />}
    </>
  );
}
