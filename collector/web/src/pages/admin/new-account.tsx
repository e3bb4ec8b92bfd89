import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { textField } from '../../format/text-field.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import classes from './admin.module.css';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { useRoleChoices } from './role-choices.ts';

/** Makes an account with a first password, which its owner changes. */
export function NewAccount() {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const { sending, refused, send } = useSend();

  const [made, setMade] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setMade(null);
    const fields = new FormData(form);
    if (!(await send('POST', '/accounts', Object.fromEntries(fields)))) return;
    setMade(textField(fields, 'displayName'));
    form.reset();
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="name"
        label={t('accounts.name')}
        description={t('setUp.nameHint')}
        inputWrapperOrder={belowTheBox}
        autoComplete="off"
        required
      />
      <TextInput name="displayName" label={t('accounts.displayName')} maxLength={100} required />
      <NativeSelect name="role" label={t('admin.role')} data={choices} defaultValue="auditor" />
      <PasswordField
        name="password"
        label={t('accounts.initialPassword')}
        description={t('setUp.passwordHint')}
        inputWrapperOrder={belowTheBox}
        is="new"
      />
      <Button type="submit" loading={sending}>
        {t('accounts.new')}
      </Button>
      <RefusalText code={refused} />
      <p role="status">{made === null ? null : t('accounts.made', { name: made })}</p>
    </form>
  );
}
