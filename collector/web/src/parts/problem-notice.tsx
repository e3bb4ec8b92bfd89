import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import classes from './parts.module.css';
import { usePageTitle } from './use-page-title.ts';

/** Why something cannot be shown, and what to do about it. */
export function ProblemNotice({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  const kind = kindOf(error);
  usePageTitle(t(`problem.${kind}.title`));
  return (
    <div className={classes.problem} role="alert">
      <h1>{t(`problem.${kind}.title`)}</h1>
      <p>{t(`problem.${kind}.whatToDo`)}</p>
      {error instanceof ApiProblem ? (
        <p className={classes.detail}>{`${error.status} ${error.code}: ${error.message}`}</p>
      ) : null}
      <Button onClick={retry} variant="light">
        {t('common.retry')}
      </Button>
    </div>
  );
}

function kindOf(error: Error): 'missing' | 'refused' | 'broken' | 'unreachable' {
  if (!(error instanceof ApiProblem)) return 'unreachable';
  if (error.status === 404) return 'missing';
  return error.status >= 500 ? 'broken' : 'refused';
}
