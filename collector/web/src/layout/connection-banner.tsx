import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { currentConnection, onConnectionChange } from '../api/connection.ts';
import { shownInstant } from '../format/instants.ts';
import classes from './layout.module.css';

/** Says that what is shown is old, while the collector does not answer; goes by itself when it does again. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const connection = useSyncExternalStore(onConnectionChange, currentConnection);
  return (
    <div role="status">
      {connection.state === 'lost' ? (
        <div className={classes.banner}>
          <IconPlugConnectedX size={20} aria-hidden />
          <span>{t('connection.lost', { since: shownInstant(connection.since.toISOString()) })}</span>
          <Button size="xs" variant="default" onClick={() => void client.refetchQueries({ type: 'active' })}>
            {t('common.retry')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
