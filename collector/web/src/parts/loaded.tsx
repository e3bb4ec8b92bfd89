import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';
import { ProblemNotice } from './problem-notice.tsx';

/** Shows data once it is there; before that that it is awaited, or why it does not come. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ProblemNotice error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className={classes.loading} role="status">
      <Loader size="sm" aria-hidden />
      {t('common.loading')}
    </div>
  );
}
