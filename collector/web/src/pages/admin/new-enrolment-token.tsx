import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { Command } from '../../parts/command.tsx';
import classes from './admin.module.css';
import { belowTheBox } from './below-the-box.ts';
import { RefusalText } from './refusal-text.tsx';
import { ShownOnce } from './shown-once.tsx';

const lifetimesInDays = [1, 7, 30, 90];

/** Makes a token and shows it once, with the command that uses it. */
export function NewEnrolmentToken() {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const [token, setToken] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const { label, uses, days, hostPattern } = Object.fromEntries(new FormData(form));
    const made = await send<{ token: string }>('POST', '/enrolment-tokens', {
      label,
      uses: Number(uses),
      hours: Number(days) * 24,
      ...(hostPattern === '' ? {} : { hostPattern }),
    });
    if (!made) return;
    form.reset();
    setToken(made.answer.token);
  }

  return (
    <>
      {token === null ? null : (
        <ShownOnce secret={token} close={() => setToken(null)}>
          <p>{t('enrolmentTokens.command')}</p>
          <Command
            line={`tenken agent enroll --server ${window.location.origin} --authority authority.pem --token ${token}`}
          />
        </ShownOnce>
      )}
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput name="label" label={t('admin.label')} maxLength={100} required />
        <TextInput
          name="uses"
          type="number"
          min={1}
          max={100_000}
          defaultValue={1}
          label={t('enrolmentTokens.uses')}
          required
        />
        <NativeSelect
          name="days"
          label={t('enrolmentTokens.lifetime')}
          data={lifetimesInDays.map((count) => ({ value: String(count), label: t('admin.days', { count }) }))}
        />
        <TextInput
          name="hostPattern"
          label={t('enrolmentTokens.pattern')}
          description={t('enrolmentTokens.patternHint')}
          inputWrapperOrder={belowTheBox}
          maxLength={255}
        />
        <Button type="submit" loading={sending}>
          {t('admin.make')}
        </Button>
        <RefusalText code={refused} />
      </form>
    </>
  );
}
