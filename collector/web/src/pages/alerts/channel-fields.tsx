import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from '../../../../src/api/alert-schemas.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';

type Props = { settings: ChannelSettings; hasSecret: boolean };
type Of<Kind> = { settings: Extract<ChannelSettings, { kind: Kind }>; hasSecret: boolean };

/** The fields of one kind of channel. */
export function ChannelFields({ settings, hasSecret }: Props) {
  switch (settings.kind) {
    case 'mail':
      return <MailFields settings={settings} hasSecret={hasSecret} />;
    case 'webhook':
      return <WebhookFields settings={settings} hasSecret={hasSecret} />;
    case 'teams':
    case 'slack':
      return <ChatFields hasSecret={hasSecret} />;
    case 'syslog':
      return <SyslogFields settings={settings} />;
    default:
      return settings satisfies never;
  }
}

function MailFields({ settings, hasSecret }: Of<'mail'>) {
  const { t } = useTranslation();
  return (
    <>
      <Place host={settings.host} port={settings.port} />
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
      <Secret label={t('alerts.password')} hasSecret={hasSecret} />
    </>
  );
}

function WebhookFields({ settings, hasSecret }: Of<'webhook'>) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        name="url"
        type="url"
        pattern="https://.+"
        label={t('alerts.url')}
        defaultValue={settings.url}
        required
        maxLength={2000}
        placeholder="https://"
      />
      <Secret label={t('alerts.key')} hint={t('alerts.keyHint')} hasSecret={hasSecret} />
    </>
  );
}

function ChatFields({ hasSecret }: { hasSecret: boolean }) {
  const { t } = useTranslation();
  return <Secret label={t('alerts.chatUrl')} hasSecret={hasSecret} required={!hasSecret} />;
}

function SyslogFields({ settings }: Pick<Of<'syslog'>, 'settings'>) {
  const { t } = useTranslation();
  return (
    <>
      <Place host={settings.host} port={settings.port} />
      <NativeSelect
        name="transport"
        label={t('alerts.transport')}
        defaultValue={settings.transport}
        data={['tls', 'tcp', 'udp'].map((value) => ({ value, label: value.toUpperCase() }))}
      />
      <NativeSelect
        name="format"
        label={t('alerts.format')}
        defaultValue={settings.format}
        data={(['cef', 'json'] as const).map((value) => ({ value, label: t(`alerts.formats.${value}`) }))}
      />
      <TextInput
        name="facility"
        type="number"
        min={0}
        max={23}
        required
        label={t('alerts.facility')}
        defaultValue={settings.facility}
      />
    </>
  );
}

function Place({ host, port }: { host: string; port: number }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput name="host" label={t('alerts.host')} defaultValue={host} required maxLength={253} />
      <TextInput
        name="port"
        type="number"
        min={1}
        max={65_535}
        required
        label={t('alerts.port')}
        defaultValue={port}
      />
    </>
  );
}

type SecretProps = { label: string; hint?: string; hasSecret: boolean; required?: boolean };

function Secret({ label, hint, hasSecret, required = false }: SecretProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      name="secret"
      type="password"
      autoComplete="new-password"
      label={label}
      description={hasSecret ? t('alerts.kept') : (hint ?? t('alerts.hidden'))}
      inputWrapperOrder={belowTheBox}
      required={required}
      maxLength={2000}
    />
  );
}
