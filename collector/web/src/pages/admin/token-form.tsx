import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { Command } from '../../parts/command.tsx';
import classes from './admin.module.css';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { ShownOnce } from './shown-once.tsx';

type Props = {
  path: string;
  /** What to send, from the form's fields. */
  wanted: (fields: Record<string, FormDataEntryValue>) => Record<string, unknown>;
  /** How the token is used: words, and the command with it. */
  use: { words: string; line: (token: string) => string };
  /** The fields behind the label. */
  children: ReactNode;
};

/** Makes a token and shows it once, with a command that uses it. */
export function TokenForm({ path, wanted, use, children }: Props) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const [token, setToken] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries(new FormData(form));
    const made = await send<{ token: string }>('POST', path, wanted(fields));
    if (!made) return;
    form.reset();
    setToken(made.answer.token);
  }

  return (
    <>
      {token === null ? null : (
        <ShownOnce secret={token} close={() => setToken(null)}>
          <p>{use.words}</p>
          <Command line={use.line(token)} />
        </ShownOnce>
      )}
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput name="label" label={t('admin.label')} maxLength={100} required />
        {children}
        <Button type="submit" loading={sending}>
          {t('admin.make')}
        </Button>
        <RefusalText code={refused} />
      </form>
    </>
  );
}
