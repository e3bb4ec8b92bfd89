import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { JudgingPreviewView } from '../../../../src/api/administration-schemas.ts';
import { Instant } from '../../parts/instant.tsx';
import { JudgingChanges } from './judging-changes.tsx';
import classes from './jobs.module.css';

/** How far the newest preview is, and what it has found. */
export function JudgingPreview({ preview }: { preview: JudgingPreviewView | null }) {
  const { t } = useTranslation();
  return (
    <>
      <p role="status" className={classes.preview}>
        {preview === null ? null : (
          <>
            {saidOf(preview, t)}{' '}
            {preview.endedAt === null ? null : <Instant at={preview.endedAt} to="second" />}
          </>
        )}
      </p>
      {preview?.state === 'failed' && preview.error !== null ? (
        <code lang="en" className={classes.said}>
          {preview.error}
        </code>
      ) : null}
      {preview?.result ? <JudgingChanges changes={preview.result.changes} /> : null}
    </>
  );
}

function saidOf({ state, progress, result }: JudgingPreviewView, t: TFunction): string {
  if (state === 'running') return t('jobs.judging.previewing', progress);
  if (state === 'cancelled') return t('jobs.judging.cancelled');
  if (state === 'failed' || result === null) return t('jobs.judging.failed');
  const { hosts, changedHosts: changed } = result;
  return changed === 0 ? t('jobs.judging.foundNone', { hosts }) : t('jobs.judging.found', { hosts, changed });
}
