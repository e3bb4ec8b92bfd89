import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import { Day } from '../../parts/instant.tsx';
import classes from './desk.module.css';

/** Who does it, until when and what, to be read. */
export function PlanRead({ plan }: Pick<AssessedItem, 'plan'>) {
  const { t } = useTranslation();
  if (plan === null) return <p className={classes.soft}>{t('desk.noPlan')}</p>;
  return (
    <p className={classes.asTyped}>
      {`${t('desk.due')} `}
      <Day on={plan.dueOn} /> <span lang="ja">{`· ${plan.owner} · ${plan.text}`}</span>
    </p>
  );
}
