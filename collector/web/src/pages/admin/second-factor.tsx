import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { Command } from '../../parts/command.tsx';
import { CodeField } from '../../parts/code-field.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import classes from './admin.module.css';
import { QrCode } from './qr-code.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';

type Offered = { secret: string; address: string };

/** Adds and removes the code of an authenticator. @param beside another way to go on, next to the button */
export function SecondFactor({ on, beside }: { on: boolean; beside?: ReactNode }) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const [offered, setOffered] = useState<Offered | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    if (on) await send('DELETE', '/account/totp', fields);
    else if (offered) {
      if (await send('POST', '/account/totp/confirmation', fields)) setOffered(null);
    } else setOffered((await send<Offered>('POST', '/account/totp', fields))?.answer ?? null);
  }

  return (
    // Each step has a form of its own: what was typed into one is not in the next.
    <form
      key={`${on} ${offered !== null}`}
      className={classes.column}
      onSubmit={(event) => void submit(event)}
    >
      <p>{t(`ownAccount.${on ? 'secondOn' : 'secondOff'}`)}</p>
      {offered && !on ? (
        <>
          <p>{t('ownAccount.scan')}</p>
          <QrCode text={offered.address} label={t('ownAccount.qr')} className={classes.qr ?? ''} />
          <p>{t('ownAccount.secret')}</p>
          <Command line={offered.secret} />
          <CodeField takesFocus />
          <div className={classes.confirm}>
            <Button type="submit" loading={sending}>
              {t('ownAccount.confirm')}
            </Button>
            {beside}
          </div>
        </>
      ) : (
        <>
          <PasswordField name="password" label={t('ownAccount.present')} is="current" />
          <div className={classes.confirm}>
            <Button type="submit" loading={sending} variant={on ? 'default' : 'filled'}>
              {t(`ownAccount.${on ? 'remove' : 'begin'}`)}
            </Button>
            {beside}
          </div>
        </>
      )}
      <RefusalText code={refused} />
    </form>
  );
}
