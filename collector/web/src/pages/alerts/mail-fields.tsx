import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from '../../../../src/api/alert-schemas.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';
import { SecretField } from './secret-field.tsx';
import { ServerFields } from './server-fields.tsx';

type Props = { settings: Extract<ChannelSettings, { kind: 'mail' }>; hasSecret: boolean };

/** How mail is handed over, from whom and to whom. */
export function MailFields({ settings, hasSecret }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ServerFields host={settings.host} port={settings.port} />
      <NativeSelect
        name="security"
        label={t('alerts.security')}
        defaultValue={settings.security}
        data={(['starttls', 'tls', 'none'] as const).map((value) => ({
          value,
          label: t(`alerts.securities.${value}`),
        }))}
      />
      <TextInput
        name="from"
        type="email"
        label={t('alerts.from')}
        defaultValue={settings.from}
        required
        placeholder="tenken@example.jp"
      />
      <Textarea
        name="to"
        label={t('alerts.receivers')}
        description={t('alerts.receiversHint')}
        inputWrapperOrder={belowTheBox}
        defaultValue={settings.to.join('\n')}
        required
        rows={2}
      />
      <TextInput
        name="user"
        label={t('alerts.user')}
        description={t('alerts.userHint')}
        inputWrapperOrder={belowTheBox}
        defaultValue={settings.user ?? ''}
        autoComplete="off"
        maxLength={200}
      />
      <NativeSelect
        name="password"
        label={t('alerts.passwordFrom')}
        defaultValue={settings.password}
        data={(['stored', 'file'] as const).map((value) => ({
          value,
          label: t(`alerts.passwordsFrom.${value}`),
        }))}
      />
      <SecretField label={t('alerts.password')} hasSecret={hasSecret} />
    </>
  );
}
