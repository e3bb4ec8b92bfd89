import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from '../../../../src/api/alert-schemas.ts';
import { SecretField } from './secret-field.tsx';

type Props = { settings: Extract<ChannelSettings, { kind: 'webhook' }>; hasSecret: boolean };

/** Where a webhook is called, and with which key it is signed. */
export function WebhookFields({ settings, hasSecret }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        name="url"
        inputMode="url"
        label={t('alerts.url')}
        defaultValue={settings.url}
        required
        maxLength={2000}
        placeholder="https://"
      />
      <SecretField label={t('alerts.key')} hint={t('alerts.keyHint')} hasSecret={hasSecret} />
    </>
  );
}

/** Of a chat the address itself is the secret. */
export function ChatFields({ hasSecret }: { hasSecret: boolean }) {
  const { t } = useTranslation();
  return <SecretField label={t('alerts.chatUrl')} hasSecret={hasSecret} required={!hasSecret} />;
}
