import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NotFetched } from './fetched.ts';
import { loadAfresh, loadAfreshWhenThere } from './load-afresh.ts';
import { PageHeader } from './page-header.tsx';
import classes from './parts.module.css';

/** In place of a page that could not be fetched, which comes by itself with the collector, or one that fails. */
export function PageFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const kind = error instanceof NotFetched ? 'notFetched' : 'failed';
  return (
    <>
      <PageHeader title={t(`pageFailure.${kind}.title`)} />
      <div className={classes.problem} role="alert">
        <p>{t(`pageFailure.${kind}.whatToDo`)}</p>
        {kind === 'failed' ? <p className={classes.detail}>{String(error)}</p> : <Waiting />}
        <Button onClick={() => void loadAfresh()} variant="light">
          {t('common.retry')}
        </Button>
      </div>
    </>
  );
}

function Waiting(): null {
  useEffect(() => loadAfreshWhenThere(), []);
  return null;
}
