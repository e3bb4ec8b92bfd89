import { IconPlayerPause } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import type { Overview } from '../../../../src/api/schemas.ts';
import { useMay } from '../../api/session.ts';
import classes from './overview.module.css';

/** What is shown below is not what holds now, because a person wanted it so. */
export function PausedJudging({ waiting }: NonNullable<Overview['judgingPaused']>) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className={classes.paused} role="status">
      <IconPlayerPause size={20} aria-hidden />
      <p>
        <strong>{t('overview.judgingPaused')}</strong>{' '}
        {waiting === 0 ? (
          t('overview.judgingNoneWaiting')
        ) : (
          <Trans i18nKey="overview.judgingWaiting" count={waiting} components={{ strong: <strong /> }} />
        )}{' '}
        {may('settings:read') ? <Link to="/jobs">{t('overview.judgingResume')}</Link> : null}
      </p>
    </div>
  );
}
