import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { JudgingView } from '../../../../src/api/administration-schemas.ts';
import { judgingPreviewQuery, judgingQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { JobMark } from './job-mark.tsx';
import classes from './jobs.module.css';
import { JudgingButtons } from './judging-buttons.tsx';
import { JudgingPreview } from './judging-preview.tsx';

/** The judging anew of all hosts: whether it rests, how far it is, and what it would change. */
export function Judging() {
  const { t } = useTranslation();
  const may = useMay();
  const judging = useQuery(judgingQuery());
  const newest = useQuery(judgingPreviewQuery());
  return (
    <Section title={t('jobs.judging.title')}>
      <p className={classes.lead}>{t('jobs.judging.lead')}</p>
      <Loaded query={judging} what="part">
        {(state) => (
          <>
            <p className={classes.judging} role="status">
              <JobMark state={state.paused ? 'paused' : state.anew > 0 ? 'running' : 'idle'} />
              <span>{stateOf(state, t)}</span>
            </p>
            {may('settings:manage') ? (
              <JudgingButtons
                isPaused={state.paused}
                isPreviewing={newest.data?.preview?.state === 'running'}
              />
            ) : null}
          </>
        )}
      </Loaded>
      <Loaded query={newest} what="part">
        {({ preview }) => <JudgingPreview preview={preview} />}
      </Loaded>
    </Section>
  );
}

function stateOf({ paused, hosts, anew: waiting }: JudgingView, t: TFunction): string {
  if (paused) {
    return waiting > 0 ? t('jobs.judging.paused', { hosts, waiting }) : t('jobs.judging.pausedCurrent');
  }
  return waiting > 0 ? t('jobs.judging.running', { hosts, waiting }) : t('jobs.judging.current', { hosts });
}
