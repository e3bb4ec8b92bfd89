import { Button } from '@mantine/core';
import { IconHourglassHigh, IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { currentConnection, onConnectionChange } from '../api/connection.ts';
import { Instant } from '../parts/instant.tsx';
import classes from './layout.module.css';

/** So long it is said that the connection is there again. */
const recoveredMs = 8000;

/** Says since when the collector does not answer, what still works, and when all is well again. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const connection = useSyncExternalStore(onConnectionChange, currentConnection);
  const isOnline = useSyncExternalStore(onNetworkChange, () => navigator.onLine);
  const isRecovered = useRecovered(connection.state === 'lost');
  return (
    <div role="status">
      {connection.state === 'lost' ? (
        <div className={classes.banner}>
          <IconPlugConnectedX size={20} aria-hidden />
          <div className={classes.bannerText}>
            <p>
              {isOnline ? t('connection.lost') : t('connection.offline')} {t('connection.since')}{' '}
              <Instant at={connection.since.toISOString()} to="second" />
            </p>
            <p>{t('connection.meanwhile')}</p>
          </div>
          <Button size="xs" variant="default" onClick={() => void client.refetchQueries({ type: 'active' })}>
            {t('common.retry')}
          </Button>
        </div>
      ) : null}
      {connection.state === 'slow' ? (
        <div className={classes.banner}>
          <IconHourglassHigh size={20} aria-hidden />
          <p>{t('connection.slow')}</p>
        </div>
      ) : null}
      {isRecovered && connection.state === 'reached' ? (
        <p className={classes.recovered}>{t('connection.recovered')}</p>
      ) : null}
    </div>
  );
}

function useRecovered(isLost: boolean): boolean {
  const [seen, setSeen] = useState<'nothing' | 'lost' | 'recovered'>('nothing');
  if (isLost && seen !== 'lost') setSeen('lost');
  if (!isLost && seen === 'lost') setSeen('recovered');
  useEffect(() => {
    if (seen !== 'recovered') return undefined;
    const timer = setTimeout(() => setSeen('nothing'), recoveredMs);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen === 'recovered';
}

function onNetworkChange(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
