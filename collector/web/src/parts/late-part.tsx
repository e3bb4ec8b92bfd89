import { Button } from '@mantine/core';
import { lazy } from 'react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { fetched } from './fetched.ts';
import { loadAfresh } from './load-afresh.ts';
import classes from './parts.module.css';

/** A part of a page that is fetched when it is first shown. Where that fails, the rest of the page stays as it is. */
export function latePart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy<ComponentType<Props>>(async () => {
    try {
      return { default: await fetched(load) };
    } catch {
      return { default: PartFailure };
    }
  });
}

function PartFailure() {
  const { t } = useTranslation();
  return (
    <div className={classes.problem} role="alert">
      <p>{t('pageFailure.part')}</p>
      <Button onClick={() => void loadAfresh()} variant="light">
        {t('common.retry')}
      </Button>
    </div>
  );
}
