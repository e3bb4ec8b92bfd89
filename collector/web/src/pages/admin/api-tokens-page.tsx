import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiTokenView } from '../../../../src/api/people-schemas.ts';
import { apiTokensQuery } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { useSend } from '../../api/use-send.ts';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './admin.module.css';
import { ConfirmedButton } from './confirmed-button.tsx';
import { NewApiToken } from './new-api-token.tsx';
import { tokenState } from './token-state.ts';

export function ApiTokensPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(apiTokensQuery());
  const manages = may('accounts:manage');
  return (
    <Loaded query={query} what="page">
      {({ tokens }) => (
        <>
          <PageHeader title={t('apiTokens.title')} lead={t('apiTokens.lead')} />
          {manages ? (
            <Section title={t('apiTokens.new')}>
              <NewApiToken />
            </Section>
          ) : null}
          {tokens.length === 0 ? (
            <Empty title={t('apiTokens.empty')} />
          ) : (
            <TokenTable tokens={tokens} manages={manages} asOf={query.dataUpdatedAt} />
          )}
        </>
      )}
    </Loaded>
  );
}

function TokenTable({
  tokens,
  manages,
  asOf,
}: {
  tokens: readonly ApiTokenView[];
  manages: boolean;
  asOf: number;
}) {
  const { t } = useTranslation();
  const { sending, send } = useSend();
  return (
    <Table label={t('apiTokens.title')}>
      <thead>
        <tr>
          <th scope="col">{t('admin.label')}</th>
          <th scope="col">{t('admin.role')}</th>
          <th scope="col">{t('apiTokens.scope')}</th>
          <th scope="col">{t('apiTokens.createdBy')}</th>
          <th scope="col">{t('admin.expires')}</th>
          <th scope="col">{t('admin.state')}</th>
          {manages ? <th scope="col">{t('admin.actions')}</th> : null}
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => {
          const state = tokenState(token, asOf);
          return (
            <tr key={token.id}>
              <th scope="row" className={classes.person}>
                {token.label}
              </th>
              <td className={classes.word}>{t(`roles.${token.role}`)}</td>
              <td>{token.scope === null ? t('apiTokens.whole') : token.scope.join(', ')}</td>
              <td className={classes.person}>{token.createdBy}</td>
              <td>
                <Instant at={token.expiresAt} />
              </td>
              <td className={classes.word}>{t(`admin.states.${state}`)}</td>
              {manages ? (
                <td>
                  {state === 'good' ? (
                    <ConfirmedButton
                      label={t('admin.revoke')}
                      sending={sending}
                      act={() => void send('DELETE', `/api-tokens/${token.id}`)}
                    />
                  ) : null}
                </td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
