import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../../src/api/people-schemas.ts';
import classes from './admin.module.css';
import { useRoleChoices } from './role-choices.ts';

type Role = AccountView['role'];
type Props = {
  account: AccountView;
  sending: boolean;
  /** @returns whether it was done */
  change: (role: Role) => Promise<boolean>;
};

/** The role of somebody else, who is signed out by another one: it is chosen, and then given. */
export function RoleChange({ account, sending, change }: Props) {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const [wanted, setWanted] = useState<Role | null>(null);
  const chosen = wanted ?? account.role;
  const { name } = account;

  async function give(): Promise<void> {
    if (await change(chosen)) setWanted(null);
  }

  return (
    <div className={classes.roleChange}>
      <NativeSelect
        size="xs"
        aria-label={t('accounts.roleOf', { name })}
        data={choices}
        value={chosen}
        onChange={(event) =>
          setWanted(choices.find(({ value }) => value === event.target.value)?.value ?? null)
        }
      />
      {chosen === account.role ? null : (
        <div className={classes.confirm} role="group" aria-label={t('accounts.roleOf', { name })}>
          <Button size="compact-sm" loading={sending} onClick={() => void give()}>
            {t('accounts.giveRole')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setWanted(null)}>
            {t('admin.cancel')}
          </Button>
        </div>
      )}
    </div>
  );
}
