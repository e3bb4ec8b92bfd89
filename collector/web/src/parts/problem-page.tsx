import { useTranslation } from 'react-i18next';
import { problemKind } from './problem-kind.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { PageHeader } from './page-header.tsx';

/** A page that cannot be shown. */
export function ProblemPage({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t(`problem.${problemKind(error)}.title`)} />
      <ProblemNotice error={error} retry={retry} />
    </>
  );
}
