import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelInput, ChannelKind, ChannelView } from '../../../../src/api/alert-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { ja } from '../../i18n/messages.ts';
import { Section } from '../../parts/section.tsx';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { useRefusedField } from '../../parts/use-refused-field.ts';
import classes from './alerts.module.css';
import { ChannelFields } from './channel-fields.tsx';
import { begunChannel, channelKinds, settingsOf } from './channel-settings.ts';

/** Makes a channel, or changes one. What is secret is typed and never shown. */
export function ChannelForm({ channel }: { channel: ChannelView | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/alerts' });
  const first = useRef<HTMLInputElement>(null);
  // The form opens above what was pressed.
  useEffect(() => first.current?.focus(), []);
  const { sending, refused, error, send } = useSend();
  const { form, field } = useRefusedField(error);
  const [kind, setKind] = useState<ChannelKind>(channel?.settings.kind ?? 'mail');
  const settings = channel?.settings.kind === kind ? channel.settings : begunChannel[kind];
  const close = () => void navigate({ search: ({ channel: _channel, ...search }) => search });

  const whyWrong = (name: string): string => t(`alerts.wrong.${isExplained(name) ? name : 'other'}`);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new Map(
      [...new FormData(event.currentTarget)].map(([name, value]) => [
        name,
        typeof value === 'string' ? value : '',
      ]),
    );
    const secret = fields.get('secret') ?? '';
    const wanted: ChannelInput = {
      name: fields.get('name') ?? '',
      settings: settingsOf(kind, fields),
      ...(secret === '' ? {} : { secret }),
    };
    const done =
      channel === null
        ? await send('POST', '/alerts/channels', wanted)
        : await send('PUT', `/alerts/channels/${channel.id}`, wanted);
    if (done) close();
  }

  return (
    <Section title={channel === null ? t('alerts.newChannel') : t('alerts.editChannel')}>
      <form ref={form} className={classes.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          ref={first}
          name="name"
          label={t('alerts.name')}
          defaultValue={channel?.name ?? ''}
          maxLength={100}
          required
        />
        <NativeSelect
          name="kind"
          label={t('alerts.kind')}
          value={kind}
          disabled={channel !== null}
          onChange={(event) =>
            setKind(channelKinds.find((one) => one === event.currentTarget.value) ?? 'mail')
          }
          data={channelKinds.map((one) => ({ value: one, label: t(`alerts.kinds.${one}`) }))}
        />
        <ChannelFields key={kind} settings={settings} hasSecret={channel?.hasSecret ?? false} />
        <Textarea
          className={classes.wide ?? ''}
          name="authority"
          label={t('alerts.authority')}
          description={t('alerts.authorityHint')}
          inputWrapperOrder={belowTheBox}
          defaultValue={settings.authority ?? ''}
          placeholder="-----BEGIN CERTIFICATE-----"
          rows={3}
          spellCheck={false}
        />
        <div className={classes.buttons}>
          <Button type="submit" loading={sending}>
            {t('alerts.save')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('alerts.cancel')}
          </Button>
        </div>
        {field === null ? (
          <RefusalText code={refused} />
        ) : (
          <FormProblem text={t('alerts.wrongAt', { field: field.label, why: whyWrong(field.name) })} />
        )}
      </form>
    </Section>
  );
}

/** Fields of which there is more to say than that their value was refused. */
function isExplained(name: string): name is keyof typeof ja.alerts.wrong {
  return Object.hasOwn(ja.alerts.wrong, name);
}
