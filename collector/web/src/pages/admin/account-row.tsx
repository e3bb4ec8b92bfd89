import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../../src/api/people-schemas.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useSend } from '../../api/use-send.ts';
import { Instant } from '../../parts/instant.tsx';
import classes from './admin.module.css';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { useRoleChoices } from './role-choices.ts';

/** One account, with what an administrator may change of it. */
export function AccountRow({ account, manages }: { account: AccountView; manages: boolean }) {
  const { t } = useTranslation();
  const choices = useRoleChoices();
  const { sending, refused, send } = useSend();
  const session = useQuery(sessionQuery());
  const own = session.data?.account.id === account.id;
  const disabled = account.disabledAt !== null;
  const way = account.singleSignOn ? 'provider' : account.secondFactor ? 'second' : 'password';
  const change = (body: Record<string, unknown>) => void send('PATCH', `/accounts/${account.id}`, body);
  return (
    <tr>
      <th scope="row" className={classes.person}>
        {account.displayName}
        {own ? t('accounts.own') : null}
      </th>
      <td>
        <code>{account.name}</code>
      </td>
      <td className={classes.word}>
        {manages && !account.singleSignOn && !own ? (
          <NativeSelect
            size="xs"
            aria-label={t('accounts.roleOf', { name: account.name })}
            data={choices}
            value={account.role}
            disabled={sending}
            onChange={(event) => change({ role: event.currentTarget.value })}
          />
        ) : (
          t(`roles.${account.role}`)
        )}
      </td>
      <td className={classes.word}>{t(`accounts.ways.${way}`)}</td>
      <td>
        <Instant at={account.createdAt} />
      </td>
      <td className={classes.word}>{t(`admin.states.${disabled ? 'disabled' : 'good'}`)}</td>
      {manages ? (
        <td>
          {own ? null : (
            <ConfirmedButton
              label={t(`accounts.${disabled ? 'enable' : 'disable'}`)}
              sending={sending}
              act={() => change({ disabled: !disabled })}
            />
          )}
          <RefusalText code={refused} />
        </td>
      ) : null}
    </tr>
  );
}
