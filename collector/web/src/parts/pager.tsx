import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PageSearch } from '../search.ts';
import classes from './parts.module.css';

/** Leads to the pages of a long list; nothing where one page holds it all. */
export function Pager({ page, pages }: { page: number; pages: number }) {
  const { t } = useTranslation();
  if (pages <= 1) return null;
  return (
    <nav className={classes.pager} aria-label={t('pager.label')}>
      {page > 1 ? (
        <Link to="." search={(search: PageSearch) => ({ ...search, page: page - 1 })}>
          {t('pager.previous')}
        </Link>
      ) : null}
      <span>{t('pager.place', { page, pages })}</span>
      {page < pages ? (
        <Link to="." search={(search: PageSearch) => ({ ...search, page: page + 1 })}>
          {t('pager.next')}
        </Link>
      ) : null}
    </nav>
  );
}
