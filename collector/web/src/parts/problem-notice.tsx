import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { ja } from '../i18n/messages.ts';
import classes from './parts.module.css';
import { problemKind } from './problem-kind.ts';

/** Why something cannot be shown, and what to do about it. */
export function ProblemNotice({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiProblem ? error : null;
  const known = problem !== null && isKnown(problem.code) ? problem.code : null;
  return (
    <div className={classes.problem} role="alert">
      <p>{known === null ? t(`problem.${problemKind(error)}.whatToDo`) : t(`problem.known.${known}`)}</p>
      {problem === null ? null : (
        <p className={classes.detail}>
          {`${problem.status} ${problem.code}${known === null ? `: ${problem.message}` : ''}`}
        </p>
      )}
      <Button onClick={retry} variant="light">
        {t('common.retry')}
      </Button>
    </div>
  );
}

/** What the collector says of the others is for people who read its API. */
function isKnown(code: string): code is keyof typeof ja.problem.known {
  return Object.hasOwn(ja.problem.known, code);
}
