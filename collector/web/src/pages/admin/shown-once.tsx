import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../../parts/command.tsx';
import classes from './admin.module.css';

type Props = { secret: string; close: () => void; children?: ReactNode };

/** A secret that the collector does not keep, with a button that copies it. */
export function ShownOnce({ secret, close, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.once} role="status">
      <p>{t('admin.shownOnce')}</p>
      <Command line={secret} />
      {children}
      <Button variant="default" onClick={close}>
        {t('admin.done')}
      </Button>
    </div>
  );
}
