import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';

type Props = { label: string; act: () => void; sending?: boolean };

/** A button that asks once more before it does what cannot be undone with a click. */
export function ConfirmedButton({ label, act, sending = false }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const wasAsked = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLDivElement>(null);

  // One takes the place of the other, and its focus. The button that does it is not pressed by a second Enter.
  useEffect(() => {
    if (wasAsked.current !== asked) (asked ? group : button).current?.focus({ preventScroll: true });
    wasAsked.current = asked;
  }, [asked]);

  if (!asked) {
    return (
      <Button
        ref={button}
        size="compact-sm"
        variant="default"
        loading={sending}
        onClick={() => setAsked(true)}
      >
        {label}
      </Button>
    );
  }
  return (
    <div ref={group} tabIndex={-1} className={classes.confirm} role="group" aria-label={label}>
      <Button
        size="compact-sm"
        color="red"
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
