import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/api/people-schemas.ts';
import { isSignedOut } from '../api/problem.ts';
import { LoginPage } from '../pages/login-page.tsx';
import { SetupPage } from '../pages/setup-page.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import classes from '../parts/parts.module.css';

/**
 * Shows the pages to whoever signed in, and the way in to everybody else. When a session ends, the page stays as it is
 * behind the way in, out of sight: whoever comes back finds every word that was typed. Somebody else gets a new page.
 */
export function SessionGuard(props: { session: UseQueryResult<Session>; children: ReactNode }): ReactNode {
  const { session, children } = props;
  const isOut = isSignedOut(session.error);
  const account = isOut ? undefined : session.data?.account.id;
  const [owner, setOwner] = useState<string | undefined>();
  if (owner === undefined && account !== undefined) setOwner(account);
  const isSomebodyElse = owner !== undefined && account !== undefined && account !== owner;
  const isShown = account !== undefined && !isSomebodyElse;

  useEffect(() => {
    if (isSomebodyElse) location.reload();
  }, [isSomebodyElse]);
  useEffect(() => {
    // What floats over the page stands outside of it.
    document.body.toggleAttribute('data-away', owner !== undefined && !isShown);
  }, [owner, isShown]);

  return (
    <>
      {isShown ? null : <WayIn session={session} isOut={isOut} wasIn={owner !== undefined} />}
      {owner === undefined ? null : (
        <div hidden={!isShown} inert={!isShown}>
          {children}
        </div>
      )}
    </>
  );
}

type Way = { session: UseQueryResult<Session>; isOut: boolean; wasIn: boolean };

function WayIn({ session, isOut, wasIn }: Way): ReactNode {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (isOut) return pathname === '/setup' ? <SetupPage /> : <LoginPage hasEnded={wasIn} />;
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
