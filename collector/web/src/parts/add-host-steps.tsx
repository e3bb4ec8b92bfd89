import { useTranslation } from 'react-i18next';
import { Command } from './command.tsx';
import classes from './parts.module.css';

/** How a host comes in: a token from the collector, then one command on the host. */
export function AddHostSteps() {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      <li>
        {t('addHost.token')}
        <Command line="tenken collector token" />
      </li>
      <li>
        {t('addHost.enroll')}
        <Command
          line={`tenken agent enroll --server ${window.location.origin} --authority authority.pem --token TOKEN`}
        />
      </li>
      <li>
        {t('addHost.run')}
        <Command line="tenken agent run" />
      </li>
    </ol>
  );
}
