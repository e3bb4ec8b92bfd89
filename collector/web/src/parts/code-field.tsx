import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The six digits that an authenticator shows. */
export function CodeField() {
  const { t } = useTranslation();
  return (
    <TextInput
      name="code"
      label={t('signIn.code')}
      description={t('signIn.codeHint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      required
    />
  );
}
