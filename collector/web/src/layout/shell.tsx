import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Navigation } from './navigation.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import { isSignedOut, SessionGuard } from './session-guard.tsx';
import { SessionMenu } from './session-menu.tsx';
import classes from './layout.module.css';

/** The frame around every page. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  const session = useQuery(sessionQuery());
  const person = isSignedOut(session) ? undefined : session.data;

  // Without a page load the browser leaves the focus on the link: readers of the screen would not hear the new page.
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className={classes.shell} data-entrance={person === undefined || undefined}>
      <a href="#main" className={classes.skip}>
        {t('layout.skip')}
      </a>
      <header className={classes.header}>
        <div className={classes.brand}>
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span className={classes.brandName}>{t('app.name')}</span>
          <span className={classes.brandPurpose}>{t('app.purpose')}</span>
        </div>
        <div className={classes.switches}>
          {person === undefined ? null : <SessionMenu session={person} />}
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </header>
      {person === undefined ? null : <Navigation />}
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <SessionGuard session={session}>
          <Outlet />
        </SessionGuard>
      </main>
    </div>
  );
}
