import { Button, TextInput } from '@mantine/core';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '../../api/use-send.ts';
import { textField } from '../../format/text-field.ts';
import { Command } from '../../parts/command.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import classes from './add-host.module.css';

export type MadeToken = { token: string; label: string; madeAt: string };

const hours = 24;

/** Makes a token for a day. It is shown here until the page is left, and never again. */
export function FreshToken(props: { token: MadeToken | null; made: (token: MadeToken) => void }) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const { token, made } = props;

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const label = textField(fields, 'label');
    const madeAt = new Date().toISOString();
    const wanted = { label, hours, uses: Number(textField(fields, 'uses')) };
    const answer = await send<{ token: string }>('POST', '/enrolment-tokens', wanted);
    if (answer) made({ token: answer.answer.token, label, madeAt });
  }

  return (
    <>
      {token === null ? null : (
        <div className={classes.once} role="status">
          <p>{t('addHost.once')}</p>
          <Command line={token.token} />
        </div>
      )}
      <form className={classes.token} onSubmit={(event) => void submit(event)}>
        <TextInput
          name="label"
          label={t('addHost.label')}
          description={t('addHost.labelHint')}
          maxLength={100}
          required
        />
        <TextInput
          name="uses"
          type="number"
          min={1}
          max={100_000}
          defaultValue={1}
          label={t('addHost.uses')}
          description={t('addHost.usesHint')}
          required
        />
        <Button type="submit" loading={sending} variant={token === null ? 'filled' : 'default'}>
          {token === null ? t('addHost.makeToken') : t('addHost.makeAnother')}
        </Button>
        <RefusalText code={refused} />
      </form>
    </>
  );
}
