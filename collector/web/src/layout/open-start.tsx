import { Button } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { hideNotice, useNotice } from '../pages/start/skipped.ts';
import { useSteps } from '../pages/start/use-steps.ts';
import classes from './layout.module.css';

/** Reminds of what is open of the first start, until it is done or somebody has enough of it. */
export function OpenStart() {
  const may = useMay();
  const notice = useNotice();
  return may('assessments:manage') && may('enrolment-tokens:manage') && notice === 'shown' ? (
    <Reminder />
  ) : null;
}

function Reminder() {
  const { t } = useTranslation();
  const open = useSteps()?.filter(({ state }) => state === 'open') ?? [];
  if (open.length === 0) return null;
  return (
    <aside className={classes.reminder} aria-label={t('start.title')}>
      <IconFlag size={20} aria-hidden />
      <p>
        {t('start.open', { count: open.length })}{' '}
        {open.map(({ id }) => t(`start.steps.${id}`)).join(t('start.and'))}
      </p>
      <Link to="/start">{t('start.goOn')}</Link>
      <Button size="compact-sm" variant="subtle" onClick={hideNotice}>
        {t('start.hide')}
      </Button>
    </aside>
  );
}
