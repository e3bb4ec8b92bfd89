import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconHelp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HealthReport } from '../../../../src/api/health-schemas.ts';
import classes from './jobs.module.css';

const icons = {
  ok: IconCircleCheck,
  unknown: IconHelp,
  warning: IconAlertTriangle,
  problem: IconAlertOctagon,
};

/** In whose colours each is shown. */
const outcomes = { ok: 'pass', unknown: 'unknown', warning: 'error', problem: 'fail' };

/** A sign and a word; the colour only helps. */
export function HealthMark({ state }: { state: HealthReport['state'] }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span className={classes.mark} data-outcome={outcomes[state]}>
      <Icon size={16} aria-hidden />
      {t(`jobs.health.states.${state}`)}
    </span>
  );
}
