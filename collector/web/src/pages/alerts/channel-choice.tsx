import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelView } from '../../../../src/api/alert-schemas.ts';
import classes from './alerts.module.css';

type Props = {
  channels: readonly ChannelView[];
  /** Their ids. */
  chosen: readonly string[];
  choose: (chosen: string[]) => void;
};

/** To which channels a rule sends. */
export function ChannelChoice({ channels, chosen, choose }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group}>
      <legend>{t('alerts.to')}</legend>
      {channels.map(({ id, name, destination }) => (
        <Checkbox
          size="md"
          key={id}
          label={`${name} — ${destination}`}
          checked={chosen.includes(id)}
          onChange={(event) =>
            choose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
          }
        />
      ))}
    </fieldset>
  );
}
