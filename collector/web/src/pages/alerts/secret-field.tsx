import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { belowTheBox } from '../../parts/below-the-box.ts';

type Props = { label: string; hint?: string; hasSecret: boolean; required?: boolean };

/** What is written once and never shown again. @param hint where none is kept yet */
export function SecretField({ label, hint, hasSecret, required = false }: Props) {
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
