import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentTokenView } from '../../../../src/api/people-schemas.ts';
import { enrolmentTokensQuery } from '../../api/queries.ts';
import { Instant } from '../../parts/instant.tsx';
import { NewEnrolmentToken } from './new-enrolment-token.tsx';
import { TokensPage } from './tokens-page.tsx';
import type { Column } from './tokens-page.tsx';

const created = ({ createdAt }: EnrolmentTokenView) => <Instant at={createdAt} />;

export function EnrolmentTokensPage(): ReactNode {
  const { t } = useTranslation();
  const columns: Column<EnrolmentTokenView>[] = [
    {
      head: t('enrolmentTokens.pattern'),
      looks: 'person',
      cell: ({ hostPattern }) => hostPattern ?? t('enrolmentTokens.anyHost'),
    },
    {
      head: t('enrolmentTokens.usesLeft'),
      looks: 'word',
      cell: ({ usesLeft, uses }) => t('enrolmentTokens.usesOf', { left: usesLeft, all: uses }),
    },
    { head: t('admin.created'), cell: created },
  ];
  return (
    <TokensPage
      words="enrolmentTokens"
      query={enrolmentTokensQuery()}
      manage="enrolment-tokens:manage"
      path="/enrolment-tokens"
      form={<NewEnrolmentToken />}
      columns={columns}
    />
  );
}
