import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reachQuery } from '../../api/start-queries.ts';
import { Command } from '../../parts/command.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import classes from './add-host.module.css';

/** Says so while no other machine reaches the collector, and what to change: commands for them would fail. */
export function OnlyHere() {
  const { t } = useTranslation();
  const reach = useQuery(reachQuery());
  if (reach.data?.onlyHere !== true) return null;
  const { outward } = reach.data;
  return (
    <div className={classes.note} role="note">
      <p>{t('addHost.onlyHere.lead')}</p>
      <p>{t(`addHost.onlyHere.${outward?.kind ?? 'unknown'}`)}</p>
      {outward?.kind === 'command' ? <Command line={outward.command} /> : null}
      {outward?.kind === 'file' ? (
        <>
          <code>{outward.file}</code>
          <CommandBlock lines={outward.lines} label={t('addHost.onlyHere.values')} />
        </>
      ) : null}
    </div>
  );
}
