import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './settings.module.css';

type Props = {
  /** Titles of the kinds, and how many controls rest on them. */
  kinds: readonly string[];
  controls: number;
  sending: boolean;
  goBack: () => void;
};

/** What becomes of the results when evidence is not collected any more, before it is asked of every agent. */
export function KindsOffConfirmation({ kinds, controls, sending, goBack }: Props) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  // It stands where the button was that had the focus.
  useEffect(() => button.current?.focus(), []);
  return (
    <div className={classes.confirmation} role="group" aria-label={t('collectorSettings.kindsOff')}>
      <p role="alert">
        {t('collectorSettings.confirmOff', { count: controls, kinds: kinds.join(t('overview.and')) })}
      </p>
      <div className={classes.buttons}>
        <Button ref={button} type="submit" color="red.9" loading={sending}>
          {t('collectorSettings.switchOff')}
        </Button>
        <Button variant="default" onClick={goBack}>
          {t('admin.cancel')}
        </Button>
      </div>
    </div>
  );
}
