import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Host } from '../../../../src/api/schemas.ts';
import classes from './host.module.css';

const icons = { quarantined: IconAlertTriangle, revoked: IconBan };

/** That a host's enrolment is not as it should be; nothing where it is. */
export function StatusMark({ status }: { status: Host['status'] }) {
  const { t } = useTranslation();
  if (status === 'active') return null;
  const Icon = icons[status];
  return (
    <span className={classes.status} data-status={status} title={t(`trust.since.${status}`)}>
      <Icon size={16} aria-hidden />
      {t(`trust.statuses.${status}`)}
    </span>
  );
}
