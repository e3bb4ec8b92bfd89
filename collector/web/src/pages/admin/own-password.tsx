import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import classes from './admin.module.css';
import { RefusalText } from '../../parts/refusal-text.tsx';

/** Changes the own password; whoever found an unlocked screen does not know the present one. */
export function OwnPassword() {
  const { t } = useTranslation();
  const { sending, refused, forget, send } = useSend();
  const [outcome, setOutcome] = useState<'changed' | 'different' | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const { repeated, ...fields } = Object.fromEntries(new FormData(form));
    forget();
    setOutcome(repeated === fields['newPassword'] ? null : 'different');
    if (repeated !== fields['newPassword']) return;
    if (!(await send('POST', '/account/password', fields))) return;
    form.reset();
    setOutcome('changed');
  }

  return (
    <form className={classes.column} onSubmit={(event) => void submit(event)}>
      <PasswordField name="password" label={t('ownAccount.present')} is="current" />
      <PasswordField
        name="newPassword"
        label={t('ownAccount.new')}
        description={t('setUp.passwordHint')}
        is="new"
      />
      <PasswordField name="repeated" label={t('ownAccount.repeated')} is="new" />
      <Button type="submit" loading={sending}>
        {t('ownAccount.change')}
      </Button>
      <RefusalText code={outcome === 'different' ? outcome : refused} />
      <p role="status">{outcome === 'changed' ? t('ownAccount.changed') : null}</p>
    </form>
  );
}
