import { IconAlertTriangle, IconClock, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../src/api/administration-schemas.ts';
import classes from './jobs.module.css';

const icons = {
  idle: IconClock,
  running: IconPlayerPlay,
  failed: IconAlertTriangle,
  paused: IconPlayerPause,
};

/** A sign and a word: colour says nothing. */
export function JobMark({ state }: { state: Job['state'] }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span className={classes.mark}>
      <Icon size={16} aria-hidden />
      {t(`jobs.states.${state}`)}
    </span>
  );
}
