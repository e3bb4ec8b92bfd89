import type { AgentSettings } from '@tenken/shared';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownValue } from '../../format/values.ts';
import { useKindTitle } from '../../parts/evidence-kind.tsx';
import classes from './settings.module.css';

/** What agents were asked to do, line by line, by the names that the form has for it. */
export function ShownSettings({ settings }: { settings: AgentSettings }): ReactNode {
  const { t } = useTranslation();
  const kindTitle = useKindTitle();
  const lines = Object.entries(settings).map(([name, value]) => {
    const key = name as keyof AgentSettings;
    const shown = key === 'kindsOff' ? settings.kindsOff?.map(kindTitle) : value;
    return [nameOf(key, t), shownValue(shown)] as const;
  });
  if (lines.length === 0) return t('collectorSettings.defaults');
  return (
    <ul className={classes.content}>
      {lines.map(([name, value]) => (
        <li key={name}>{`${name}: ${value}`}</li>
      ))}
    </ul>
  );
}

function nameOf(name: keyof AgentSettings, t: TFunction): string {
  switch (name) {
    case 'kindsOff':
      return t('collectorSettings.kindsOff');
    case 'tlsTargets':
      return t('collectorSettings.tlsTargets');
    case 'sshTargets':
      return t('collectorSettings.sshTargets');
    default:
      return t(`collectorSettings.fields.${name}`);
  }
}
