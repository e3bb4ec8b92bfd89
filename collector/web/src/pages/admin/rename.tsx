import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../../src/api/people-schemas.ts';
import { textField } from '../../format/text-field.ts';
import classes from './admin.module.css';

type Props = {
  account: AccountView;
  sending: boolean;
  /** @returns whether it was done */
  change: (displayName: string) => Promise<boolean>;
};

/** Another name for somebody, which forms print. */
export function Rename({ account, sending, change }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const label = t('accounts.displayNameOf', { name: account.name });

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const displayName = textField(new FormData(event.currentTarget), 'displayName');
    if (await change(displayName)) setOpen(false);
  }

  if (!isOpen) {
    return (
      <Button size="compact-sm" variant="default" aria-label={label} onClick={() => setOpen(true)}>
        {t('accounts.rename')}
      </Button>
    );
  }
  return (
    <form className={classes.roleChange} onSubmit={(event) => void submit(event)}>
      <TextInput
        size="xs"
        name="displayName"
        aria-label={label}
        defaultValue={account.displayName}
        maxLength={100}
        required
      />
      <div className={classes.confirm}>
        <Button type="submit" size="compact-sm" loading={sending}>
          {t('accounts.giveName')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
          {t('admin.cancel')}
        </Button>
      </div>
    </form>
  );
}
