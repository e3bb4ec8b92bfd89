import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';
import { ProblemNotice } from './problem-notice.tsx';
import { ProblemPage } from './problem-page.tsx';

type Props<T> = {
  query: UseQueryResult<T>;
  /** What stays empty until the data is there: the page with its heading, or a part of it. */
  what: 'page' | 'part';
  children: (data: T) => ReactNode;
};

/** Shows data once it is there; before that that it is awaited, or why it does not come. */
export function Loaded<T>({ query, what, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    const Notice = what === 'page' ? ProblemPage : ProblemNotice;
    return <Notice error={query.error} retry={() => void query.refetch()} />;
  }
  return <Loading />;
}

/** Something is awaited. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={classes.loading} role="status">
      <Loader size="sm" aria-hidden />
      {t('common.loading')}
    </div>
  );
}
