import { IconCircleDashed, IconHeartbeat, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../../src/api/schemas.ts';
import classes from './host.module.css';

const icons = { reporting: IconHeartbeat, silent: IconPlugConnectedX, never: IconCircleDashed };

/** Whether a host reports, as icon and word. */
export function ContactMark({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const Icon = icons[contact];
  return (
    <span className={classes.contact} data-contact={contact} title={t(`contact.${contact}.meaning`)}>
      <Icon size={16} aria-hidden />
      {t(`contact.${contact}.name`)}
    </span>
  );
}
