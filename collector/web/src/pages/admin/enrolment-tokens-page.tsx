import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentTokenView } from '../../../../src/api/people-schemas.ts';
import { enrolmentTokensQuery } from '../../api/queries.ts';
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
import { NewEnrolmentToken } from './new-enrolment-token.tsx';
import { tokenState } from './token-state.ts';

export function EnrolmentTokensPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(enrolmentTokensQuery());
  const manages = may('enrolment-tokens:manage');
  return (
    <Loaded query={query} what="page">
      {({ tokens }) => (
        <>
          <PageHeader title={t('enrolmentTokens.title')} lead={t('enrolmentTokens.lead')} />
          {manages ? (
            <Section title={t('enrolmentTokens.new')}>
              <NewEnrolmentToken />
            </Section>
          ) : null}
          {tokens.length === 0 ? (
            <Empty title={t('enrolmentTokens.empty')} />
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
  tokens: readonly EnrolmentTokenView[];
  manages: boolean;
  asOf: number;
}) {
  const { t } = useTranslation();
  const { sending, send } = useSend();
  return (
    <Table label={t('enrolmentTokens.title')}>
      <thead>
        <tr>
          <th scope="col">{t('admin.label')}</th>
          <th scope="col">{t('enrolmentTokens.pattern')}</th>
          <th scope="col">{t('enrolmentTokens.usesLeft')}</th>
          <th scope="col">{t('admin.created')}</th>
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
              <td className={classes.person}>{token.hostPattern ?? t('enrolmentTokens.anyHost')}</td>
              <td className={classes.word}>
                {t('enrolmentTokens.usesOf', { left: token.usesLeft, all: token.uses })}
              </td>
              <td>
                <Instant at={token.createdAt} />
              </td>
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
                      act={() => void send('DELETE', `/enrolment-tokens/${token.id}`)}
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
