import { useQuery } from '@tanstack/react-query';
import type { UseQueryOptions } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { useSend } from '../../api/use-send.ts';
import { Empty } from '../../parts/empty.tsx';
import { RefusalText } from '../../parts/refusal-text.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './admin.module.css';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { tokenState } from './token-state.ts';
import type { Token } from './token-state.ts';

type Tokens<T> = { tokens: T[] };
type Props<T> = {
  /** The part of the catalogue that speaks of these tokens. */
  words: 'apiTokens' | 'enrolmentTokens';
  query: UseQueryOptions<Tokens<T>, Error, Tokens<T>, string[]>;
  /** Whoever may make and revoke them. */
  manage: 'accounts:manage' | 'enrolment-tokens:manage';
  /** Where a token is revoked, in front of its id. */
  path: string;
  /** Makes one. */
  form: ReactNode;
  /** What these tokens have beside a label, a last day and a state. */
  columns: readonly Column<T>[];
};

export type Column<T> = { head: string; looks?: 'person' | 'word'; cell: (token: T) => ReactNode };

/** All tokens of a kind, whether good or not, and the form for a new one. */
export function TokensPage<T extends Token>({ words, query, manage, ...rest }: Props<T>): ReactNode {
  const { t } = useTranslation();
  const manages = useMay()(manage);
  const answer = useQuery(query);
  return (
    <Loaded query={answer} what="page">
      {({ tokens }) => (
        <>
          <PageHeader title={t(`${words}.title`)} lead={t(`${words}.lead`)} />
          {manages ? <Section title={t(`${words}.new`)}>{rest.form}</Section> : null}
          {tokens.length === 0 ? (
            <Empty title={t(`${words}.empty`)} />
          ) : (
            <TokenTable
              label={t(`${words}.title`)}
              tokens={tokens}
              manages={manages}
              asOf={answer.dataUpdatedAt}
              {...rest}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

type TableProps<T> = Pick<Props<T>, 'path' | 'columns'> & {
  label: string;
  tokens: readonly T[];
  manages: boolean;
  asOf: number;
};

function TokenTable<T extends Token>({ label, tokens, columns, path, manages, asOf }: TableProps<T>) {
  const { t } = useTranslation();
  const { sending, refused, send } = useSend();
  return (
    <>
      <RefusalText code={refused} />
      <Table label={label}>
        <thead>
          <tr>
            <th scope="col">{t('admin.label')}</th>
            {columns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
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
                  {token.label || t('trust.noLabel')}
                </th>
                {columns.map(({ head, looks, cell }) => (
                  <td key={head} className={looks && classes[looks]}>
                    {cell(token)}
                  </td>
                ))}
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
                        act={() => void send('DELETE', `${path}/${token.id}`)}
                      />
                    ) : null}
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}
