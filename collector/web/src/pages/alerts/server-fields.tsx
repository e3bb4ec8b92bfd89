import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Name and port of a server. */
export function ServerFields({ host, port }: { host: string; port: number }) {
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
