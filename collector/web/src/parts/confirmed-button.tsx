import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';

type Props = { label: string; act: () => void; sending?: boolean };

/** A button that asks once more before it does what cannot be undone with a click. */
export function ConfirmedButton({ label, act, sending = false }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  }
  return (
    <div className={classes.confirm} role="group" aria-label={label}>
      <Button
        size="compact-sm"
        color="red"
        loading={sending}
        onClick={() => {
          setAsked(false);
          act();
        }}
      >
        {`${label}: ${t('admin.confirm')}`}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
        {t('admin.cancel')}
      </Button>
    </div>
  );
}
