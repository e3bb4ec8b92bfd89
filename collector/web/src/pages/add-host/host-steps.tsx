import { useTranslation } from 'react-i18next';
import { Command } from '../../parts/command.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import classes from './add-host.module.css';
import { enrolCommand, thenCommand } from './commands.ts';
import type { Place, System } from './commands.ts';

type Props = {
  /** What has to be done before the command is of use; null when nothing. */
  missing: string | null;
  system: System;
  place: Place;
};

/** A machine with an agent of its own. */
export function HostSteps({ missing, system, place }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      <li>
        <p>{t(`addHost.steps.${system}`)}</p>
        {missing === null ? null : <p className={classes.missing}>{missing}</p>}
        <CommandBlock lines={enrolCommand(place, system)} label={t(`addHost.ways.${system}`)} />
      </li>
      <li>
        <p>{t(`addHost.steps.then.${place.installation}`)}</p>
        <Command line={thenCommand(place.installation, system)} />
      </li>
    </ol>
  );
}
