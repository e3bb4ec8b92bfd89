import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './jobs.module.css';

/** Lets the judging anew rest or go on, and looks at what it would change. */
export function JudgingButtons({ isPaused, isPreviewing }: { isPaused: boolean; isPreviewing: boolean }) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  return (
    <>
      <div className={classes.buttons}>
        <Button
          variant={isPaused ? 'filled' : 'default'}
          disabled={sending}
          onClick={() => void send('PUT', '/judging/pause', { paused: !isPaused })}
        >
          {isPaused ? t('jobs.judging.resume') : t('jobs.judging.pause')}
        </Button>
        {isPreviewing ? (
          <Button
            variant="default"
            disabled={sending}
            onClick={() => void send('DELETE', '/judging/preview')}
          >
            {t('jobs.judging.stop')}
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={sending}
            onClick={() => void send('POST', '/judging/preview', {})}
          >
            {t('jobs.judging.preview')}
          </Button>
        )}
      </div>
      <p className={classes.said}>{t('jobs.judging.previewHint')}</p>
      <RefusalText code={refused} />
    </>
  );
}
