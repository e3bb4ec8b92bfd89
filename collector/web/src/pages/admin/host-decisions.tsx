import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Host } from '../../../../src/api/schemas.ts';
import { useSend } from '../../api/use-send.ts';
import classes from './admin.module.css';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';

/** Releases a quarantined host, and revokes any. */
export function HostDecisions({ host }: { host: Pick<Host, 'id' | 'status'> }) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const [reason, setReason] = useState<string | null>(null);
  const release = (machine: 'first' | 'newest') =>
    void send('POST', `/hosts/${encodeURIComponent(host.id)}/release`, { machine });
  return (
    <div className={classes.column}>
      {host.status === 'quarantined' ? (
        <>
          <p>{t('trust.release')}</p>
          <div className={classes.confirm}>
            <ConfirmedButton label={t('trust.releaseFirst')} sending={sending} act={() => release('first')} />
            <ConfirmedButton
              label={t('trust.releaseNewest')}
              sending={sending}
              act={() => release('newest')}
            />
          </div>
        </>
      ) : null}
      {reason === null ? (
        <Button size="compact-sm" variant="default" onClick={() => setReason('')}>
          {t('trust.revoke')}
        </Button>
      ) : (
        <>
          <p>{t('trust.revokeMeaning')}</p>
          <TextInput
            label={t('trust.revokeReason')}
            maxLength={500}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={classes.confirm}>
            <Button
              color="red"
              loading={sending}
              disabled={reason.trim() === ''}
              onClick={() =>
                void send('POST', `/hosts/${encodeURIComponent(host.id)}/revocation`, { reason })
              }
            >
              {t('trust.revoke')}
            </Button>
            <Button variant="default" onClick={() => setReason(null)}>
              {t('admin.cancel')}
            </Button>
          </div>
        </>
      )}
      <RefusalText code={refused} />
    </div>
  );
}
