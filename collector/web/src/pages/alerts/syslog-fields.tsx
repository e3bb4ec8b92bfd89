import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from '../../../../src/api/alert-schemas.ts';
import { ServerFields } from './server-fields.tsx';

type Props = { settings: Extract<ChannelSettings, { kind: 'syslog' }> };

/** Where lines go, and how they look. */
export function SyslogFields({ settings }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ServerFields host={settings.host} port={settings.port} />
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
