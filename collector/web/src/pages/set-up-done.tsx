import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../parts/page-header.tsx';

/** For whoever opens the address of the set-up once more; on a page of its own that is somebody who is signed in. */
export function SetUpDone({ signedIn = true }: { signedIn?: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('setUp.doneTitle')} lead={t('setUp.doneLead')} />
      <Link to="/">{signedIn ? t('overview.title') : t('signIn.title')}</Link>
    </>
  );
}
