import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/api/people-schemas.ts';
import { ApiProblem } from '../api/problem.ts';
import { LoginPage } from '../pages/login-page.tsx';
import { SetupPage } from '../pages/setup-page.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import classes from '../parts/parts.module.css';

/** Whether nobody is signed in here, or no longer. */
export function isSignedOut(session: UseQueryResult<Session>): boolean {
  return session.error instanceof ApiProblem && session.error.status === 401;
}

/** Shows the pages to whoever signed in, and the way in to everybody else. */
export function SessionGuard(props: { session: UseQueryResult<Session>; children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { session, children } = props;
  if (isSignedOut(session)) return pathname === '/setup' ? <SetupPage /> : <LoginPage />;
  if (session.data !== undefined) return children;
  if (session.error) {
    return <ProblemNotice error={session.error} retry={() => void session.refetch()} />;
  }
  return (
    <div className={classes.loading} role="status">
      <Loader size="sm" aria-hidden />
      {t('common.loading')}
    </div>
  );
}
