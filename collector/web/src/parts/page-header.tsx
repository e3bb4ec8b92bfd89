import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';
import { usePageTitle } from './use-page-title.ts';

/** The head of a page: where it belongs, its name (also the window's), and one sentence. */
export function PageHeader(props: { title: string; trail?: ReactNode; lead?: ReactNode; aside?: ReactNode }) {
  const { t } = useTranslation();
  usePageTitle(props.title);
  return (
    <div className={classes.pageHeader}>
      {props.trail === undefined ? null : (
        <nav aria-label={t('common.trail')} className={classes.trail}>
          {props.trail}
        </nav>
      )}
      <div className={classes.titleRow}>
        <h1>{props.title}</h1>
        {props.aside}
      </div>
      {props.lead === undefined ? null : <p className={classes.lead}>{props.lead}</p>}
    </div>
  );
}
