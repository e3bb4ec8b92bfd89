import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoleChoices } from './role-choices.ts';
import { TokenForm } from './token-form.tsx';

const defaultDays = 90;

export function NewApiToken() {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const line = (token: string) =>
    `curl --cacert authority.pem -H "Authorization: Bearer ${token}" ${window.location.origin}/api/v1/hosts`;
  return (
    <TokenForm
      path="/api-tokens"
      wanted={({ label, role, days }) => ({ label, role, days: Number(days) })}
      use={{ words: t('apiTokens.use'), line }}
    >
      <NativeSelect name="role" label={t('admin.role')} data={choices} defaultValue="auditor" />
      <TextInput
        name="days"
        type="number"
        min={1}
        max={366}
        defaultValue={defaultDays}
        label={t('apiTokens.lifetime')}
        required
      />
    </TokenForm>
  );
}
