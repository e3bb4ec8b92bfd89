import { useTranslation } from 'react-i18next';
import { Command } from '../../parts/command.tsx';
import classes from './add-host.module.css';
import { acceptCommand, collectCommand, importCommand, importKeyCommand } from './commands.ts';

const steps = [
  { id: 'key', line: importKeyCommand },
  { id: 'collect', line: collectCommand },
  { id: 'import', line: importCommand },
  { id: 'accept', line: acceptCommand },
] as const;

/** A machine without a network: its report travels on a medium. No token is needed. */
export function CarriedSteps() {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      {steps.map(({ id, line }) => (
        <li key={id}>
          <p>{t(`addHost.carried.${id}`)}</p>
          <Command line={line} />
        </li>
      ))}
    </ol>
  );
}
