import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { Command } from '../../parts/command.tsx';
import classes from './admin.module.css';
import { RefusalText } from './refusal-text.tsx';
import { useRoleChoices } from './role-choices.ts';
import { ShownOnce } from './shown-once.tsx';

const defaultDays = 90;

/** Makes a token and shows it once. */
export function NewApiToken() {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const { sending, refused, send } = useSend();
  const [token, setToken] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const { label, role, days } = Object.fromEntries(new FormData(form));
    const wanted = { label, role, days: Number(days) };
    const made = await send<{ token: string }>('POST', '/api-tokens', wanted);
    if (!made) return;
    form.reset();
    setToken(made.answer.token);
  }

  return (
    <>
      {token === null ? null : (
        <ShownOnce secret={token} close={() => setToken(null)}>
          <p>{t('apiTokens.use')}</p>
          <Command
            line={`curl --cacert authority.pem -H "Authorization: Bearer ${token}" ${window.location.origin}/api/v1/hosts`}
          />
        </ShownOnce>
      )}
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput name="label" label={t('admin.label')} maxLength={100} required />
        <NativeSelect name="role" label={t('admin.role')} data={choices} defaultValue="auditor" />
        <TextInput
          name="days"
          type="number"
          min={1}
          max={366}
          defaultValue={defaultDays}
          label={t('apiTokens.lifetime')}
          required
        />
        <Button type="submit" loading={sending}>
          {t('admin.make')}
        </Button>
        <RefusalText code={refused} />
      </form>
    </>
  );
}
