import { useTranslation } from 'react-i18next';
import { Command } from '../../parts/command.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import classes from './add-host.module.css';

type Props = {
  /** What has to be done before the command is of use; null when nothing. */
  missing: string | null;
  words: 'linux' | 'windows' | 'macos';
  command: string;
  run: string;
};

/** A machine with an agent of its own. */
export function HostSteps({ missing, words, command, run }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      <li>
        <p>{t(`addHost.steps.${words}`)}</p>
        {missing === null ? null : <p className={classes.missing}>{missing}</p>}
        <CommandBlock lines={command} label={t(`addHost.ways.${words}`)} />
      </li>
      <li>
        <p>{t('addHost.steps.run')}</p>
        <Command line={run} />
      </li>
    </ol>
  );
}
