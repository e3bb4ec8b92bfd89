import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import classes from './parts.module.css';
import { problemKind } from './problem-kind.ts';

/** Why something cannot be shown, and what to do about it. */
export function ProblemNotice({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.problem} role="alert">
      <p>{t(`problem.${problemKind(error)}.whatToDo`)}</p>
      {error instanceof ApiProblem ? (
        <p className={classes.detail}>{`${error.status} ${error.code}: ${error.message}`}</p>
      ) : null}
      <Button onClick={retry} variant="light">
        {t('common.retry')}
      </Button>
    </div>
  );
}
