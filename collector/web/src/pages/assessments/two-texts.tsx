import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';

type Props = {
  mine: string;
  theirs: { text: string; name: string; at: string };
  keepMine: () => void;
  /** Null where two texts cannot be one. */
  keepBoth: (() => void) | null;
  takeTheirs: () => void;
};

/** Somebody else wrote meanwhile: both texts side by side, and what may become of them. Neither is lost before that. */
export function TwoTexts({ mine, theirs, keepMine, keepBoth, takeTheirs }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.conflict} role="alert">
      <p>
        <strong>{t('desk.conflict.title', { name: theirs.name })}</strong>{' '}
        <Instant at={theirs.at || null} to="second" />
      </p>
      <p>{t('desk.conflict.whatToDo')}</p>
      <div className={classes.sides}>
        <div>
          <strong>{t('desk.conflict.mine')}</strong>
          <pre>{mine}</pre>
        </div>
        <div>
          <strong>{t('desk.conflict.theirs', { name: theirs.name })}</strong>
          <pre>{theirs.text}</pre>
        </div>
      </div>
      <div className={classes.buttons}>
        <Button size="compact-md" variant="default" onClick={keepMine}>
          {t('desk.conflict.keepMine')}
        </Button>
        {keepBoth === null ? null : (
          <Button size="compact-md" variant="default" onClick={keepBoth}>
            {t('desk.conflict.keepBoth')}
          </Button>
        )}
        <Button size="compact-md" variant="default" onClick={takeTheirs}>
          {t('desk.conflict.takeTheirs')}
        </Button>
      </div>
    </div>
  );
}
