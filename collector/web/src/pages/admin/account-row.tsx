import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../../src/api/people-schemas.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useSend } from '../../api/use-send.ts';
import { Instant } from '../../parts/instant.tsx';
import classes from './admin.module.css';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { Rename } from './rename.tsx';
import { RoleChange } from './role-change.tsx';

/** One account, with what an administrator may change of it. */
export function AccountRow({ account, manages }: { account: AccountView; manages: boolean }) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  const session = useQuery(sessionQuery());
  const own = session.data?.account.id === account.id;
  const disabled = account.disabledAt !== null;
  const way = account.singleSignOn ? 'provider' : account.secondFactor ? 'second' : 'password';
  const [done, setDone] = useState<'role' | 'renamed' | 'disabled' | 'enabled' | null>(null);

  async function change(body: Record<string, unknown>, what: typeof done): Promise<boolean> {
    setDone(null);
    const answer = await send('PATCH', `/accounts/${account.id}`, body);
    if (answer) setDone(what);
    return answer !== null;
  }

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
          <RoleChange account={account} sending={sending} change={(role) => change({ role }, 'role')} />
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
          <div className={classes.actions}>
            {account.singleSignOn ? null : (
              <Rename
                account={account}
                sending={sending}
                change={(displayName) => change({ displayName }, 'renamed')}
              />
            )}
            {own ? null : (
              <ConfirmedButton
                label={t(`accounts.${disabled ? 'enable' : 'disable'}`)}
                sending={sending}
                act={() => void change({ disabled: !disabled }, disabled ? 'enabled' : 'disabled')}
              />
            )}
          </div>
          <p role="status">{done === null ? null : t(`accounts.done.${done}`)}</p>
          <RefusalText code={refused} />
        </td>
      ) : null}
    </tr>
  );
}
