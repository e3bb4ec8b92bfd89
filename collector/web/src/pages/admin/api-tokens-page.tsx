import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiTokenView } from '../../../../src/api/people-schemas.ts';
import { apiTokensQuery } from '../../api/queries.ts';
import { NewApiToken } from './new-api-token.tsx';
import { usePermissionWords } from './permission-words.ts';
import { TokensPage } from './tokens-page.tsx';
import type { Column } from './tokens-page.tsx';

export function ApiTokensPage(): ReactNode {
  const { t } = useTranslation();
  const words = usePermissionWords();
  const columns: Column<ApiTokenView>[] = [
    { head: t('admin.role'), looks: 'word', cell: ({ role }) => t(`roles.${role}`) },
    {
      head: t('apiTokens.scope'),
      cell: ({ scope }) => scope?.map(words).join(' / ') ?? t('apiTokens.whole'),
    },
    { head: t('apiTokens.createdBy'), looks: 'person', cell: ({ createdBy }) => createdBy },
  ];
  return (
    <TokensPage
      words="apiTokens"
      query={apiTokensQuery()}
      manage="accounts:manage"
      path="/api-tokens"
      form={<NewApiToken />}
      columns={columns}
    />
  );
}
