import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsentFilesGuard } from '../drafts/unsent-files-guard.tsx';
import { isSignedOut } from '../api/problem.ts';
import { sessionQuery } from '../api/queries.ts';
import { latePart } from '../parts/late-part.tsx';
import { CalendarSwitch } from './calendar-switch.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { keepFocus } from './keep-focus.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { LiveNews } from './live-news.tsx';
import { Navigation } from './navigation.tsx';
import { OpenStart } from './open-start.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import { SessionGuard } from './session-guard.tsx';
import { SessionMenu } from './session-menu.tsx';
import { keepTypedAhead } from './typed-ahead.ts';
import { useFrameKeys } from './use-frame-keys.ts';
import classes from './layout.module.css';

// Not part of the first load: they open on demand.
const SearchDialog = latePart(async () => (await import('../search/search-dialog.tsx')).SearchDialog);
const KeyboardHelp = latePart(async () => (await import('./keyboard-help.tsx')).KeyboardHelp);

/** The frame around every page. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  const session = useQuery(sessionQuery());
  const person = isSignedOut(session.error) ? undefined : session.data;
  const [opened, setOpened] = useState<'search' | 'help' | null>(null);
  const opener = useRef<Element | null>(null);
  const open = useCallback((what: 'search' | 'help') => {
    opener.current = document.activeElement;
    if (what === 'search') keepTypedAhead();
    setOpened(what);
  }, []);
  useFrameKeys(open);

  function close(): void {
    setOpened(null);
    // Back to where somebody was; a page that was opened from here takes the focus itself.
    const { current } = opener;
    if (current instanceof HTMLElement) requestAnimationFrame(() => current.focus({ preventScroll: true }));
  }

  useEffect(() => (main.current ? keepFocus(main.current) : undefined), []);

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
          <span className={classes.brandName} lang="ja">
            {t('app.name')}
          </span>
          <span className={classes.brandPurpose}>{t('app.purpose')}</span>
        </div>
        <div className={classes.switches}>
          {person === undefined ? null : (
            <>
              <button type="button" className={classes.searchButton} onClick={() => open('search')}>
                <IconSearch size={18} aria-hidden />
                {t('frame.search.open')}
                <kbd aria-hidden>{t('frame.search.keys')}</kbd>
              </button>
              <button
                type="button"
                className={classes.iconButton}
                aria-label={t('frame.help.title')}
                title={t('frame.help.title')}
                onClick={() => open('help')}
              >
                <IconKeyboard size={20} aria-hidden />
              </button>
              <SessionMenu session={person} />
            </>
          )}
          <CalendarSwitch />
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </header>
      {person === undefined ? null : <Navigation />}
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        {person === undefined ? null : (
          <>
            <LiveNews />
            {pathname === '/' ? <OpenStart /> : null}
            <Suspense>
              {opened === 'search' ? <SearchDialog close={close} /> : null}
              {opened === 'help' ? <KeyboardHelp close={close} /> : null}
            </Suspense>
          </>
        )}
        <UnsentFilesGuard />
        <SessionGuard session={session}>
          <Outlet />
        </SessionGuard>
      </main>
    </div>
  );
}
