import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/api/people-schemas.ts';
import { request } from '../api/request.ts';
import classes from './layout.module.css';

/** Who is signed in, and the way out. */
export function SessionMenu({ session }: { session: Session }): ReactNode {
  const { t } = useTranslation();
  const { displayName, role } = session.account;

  async function signOut(): Promise<void> {
    // Whatever the answer is, a new page tells the truth.
    await request({ method: 'DELETE', path: '/session' }).catch(() => null);
    location.assign(session.singleSignOut ?? '/');
  }

  return (
    <div className={classes.session}>
      <Link to="/account" title={t(`roles.${role}`)}>
        {displayName}
      </Link>
      <Button variant="subtle" size="compact-sm" onClick={() => void signOut()}>
        {t('session.signOut')}
      </Button>
    </div>
  );
}
