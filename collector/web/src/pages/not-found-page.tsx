import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../parts/page-header.tsx';

export function NotFoundPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('notFound.title')} lead={t('notFound.whatToDo')} />
      <Link to="/">{t('overview.title')}</Link>
    </>
  );
}
