import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission, Role } from '../../../../src/access/permissions.ts';
import { useRoleChoices } from './role-choices.ts';
import { ScopeChoice } from './scope-choice.tsx';
import { TokenForm } from './token-form.tsx';

const defaultDays = 90;

export function NewApiToken() {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const [role, setRole] = useState<Role>('auditor');
  const [scope, setScope] = useState<Permission[]>([]);
  const line = (token: string) =>
    `curl --cacert authority.pem -H "Authorization: Bearer ${token}" ${window.location.origin}/api/v1/hosts`;
  return (
    <TokenForm
      path="/api-tokens"
      wanted={({ label, days }) => ({
        label,
        role,
        days: Number(days),
        scope: scope.length > 0 ? scope : null,
      })}
      use={{ words: t('apiTokens.use'), line }}
    >
      <NativeSelect
        name="role"
        label={t('admin.role')}
        data={choices}
        value={role}
        onChange={(event) => {
          setRole(choices.find(({ value }) => value === event.currentTarget.value)?.value ?? 'auditor');
          setScope([]);
        }}
      />
      <TextInput
        name="days"
        type="number"
        min={1}
        max={366}
        defaultValue={defaultDays}
        label={t('apiTokens.lifetime')}
        required
      />
      <ScopeChoice role={role} chosen={scope} change={setScope} />
    </TokenForm>
  );
}
