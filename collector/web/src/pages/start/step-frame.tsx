import { IconCircle, IconCircleCheckFilled, IconCircleMinus } from '@tabler/icons-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './start.module.css';
import type { Step } from './use-steps.ts';

const icons = { done: IconCircleCheckFilled, open: IconCircle, skipped: IconCircleMinus };

/** One step with its sign and its word; the next one is open, the others unfold. */
export function StepFrame(props: {
  title: string;
  state: Step['state'];
  isNext?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { title, state, isNext = false, children } = props;
  const Icon = icons[state];
  return (
    <li className={classes.step} aria-labelledby={id} aria-current={isNext ? 'step' : undefined}>
      <div className={classes.stepHead}>
        <Icon size={22} aria-hidden />
        <h2 id={id}>{title}</h2>
        <span className={classes.stepState}>{t(`start.states.${state}`)}</span>
      </div>
      {children ? <div className={classes.stepBody}>{children}</div> : null}
    </li>
  );
}
