import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localInputOf, momentOf } from '../format/local-input.ts';
import classes from './parts.module.css';

type Span = { from: string; to: string };

/** Two moments in Japan's time. */
export function MomentForm({ from, to, change }: Span & { change: (span: Span) => void }) {
  const { t } = useTranslation();
  return (
    <form
      className={classes.moments}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget);
        const [first, second] = [momentOf(typed.get('from')), momentOf(typed.get('to'))];
        if (first !== null && second !== null) change({ from: first, to: second });
      }}
    >
      <TextInput
        type="datetime-local"
        name="from"
        label={t('comparison.from')}
        defaultValue={localInputOf(from)}
        required
      />
      <TextInput
        type="datetime-local"
        name="to"
        label={t('comparison.to')}
        defaultValue={localInputOf(to)}
        required
      />
      <Button type="submit" variant="default">
        {t('comparison.compare')}
      </Button>
    </form>
  );
}
