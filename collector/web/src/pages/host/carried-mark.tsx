import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Host } from '../../../../src/api/schemas.ts';
import { shownInstant } from '../../format/instants.ts';
import classes from './host.module.css';

/** That the newest report was carried here as a file: its evidence is older than its arrival. */
export function CarriedMark({ carried }: { carried: NonNullable<Host['carried']> }) {
  const { t } = useTranslation();
  return (
    <span
      className={classes.carried}
      title={`${t('carried.collected')} ${shownInstant(carried.collectedAt)}`}
    >
      <IconFileImport size={16} aria-hidden />
      {t('carried.mark')}
    </span>
  );
}
