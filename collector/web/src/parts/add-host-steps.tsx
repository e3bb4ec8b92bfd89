import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { Command } from './command.tsx';
import classes from './parts.module.css';

/** How a host comes in: a token from the collector, then one command on the host. */
export function AddHostSteps() {
  const { t } = useTranslation();
  const may = useMay();
  if (may('enrolment-tokens:manage')) {
    return (
      <p>
        {t('addHost.guided')} <Link to="/add-host">{t('frame.pages.addHost')}</Link>
      </p>
    );
  }
  return (
    <ol className={classes.steps}>
      <li>
        {t('addHost.byHand.token')}
        <Command line="tenken collector token" />
      </li>
      <li>
        {t('addHost.byHand.enroll')}
        <Command
          line={`tenken agent enroll --server ${window.location.origin} --authority authority.pem --token TOKEN`}
        />
      </li>
      <li>
        {t('addHost.byHand.run')}
        <Command line="tenken agent run" />
      </li>
    </ol>
  );
}
