import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelInput, ChannelKind, ChannelView } from '../../../../src/api/alert-schemas.ts';
import { useSend } from '../../api/use-send.ts';
import { Section } from '../../parts/section.tsx';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { RefusalText } from '../../parts/refusal-text.tsx';
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
  const { sending, refused, send } = useSend();
  const [kind, setKind] = useState<ChannelKind>(channel?.settings.kind ?? 'mail');
  const settings = channel?.settings.kind === kind ? channel.settings : begunChannel[kind];
  const close = () => void navigate({ search: ({ channel: _channel, ...search }) => search });

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
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
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
        <RefusalText code={refused} />
      </form>
    </Section>
  );
}
