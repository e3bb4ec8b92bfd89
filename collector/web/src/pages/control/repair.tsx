import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Control } from '../../../../src/api/schemas.ts';
import { platformName } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { platformChoices } from '../../filters/lists.ts';
import classes from './control.module.css';

/**
 * How to put it right, on a tab for each operating system.
 *
 * @param platform whose tab comes up; the first that there is unless told
 */
export function Repair({
  remediation,
  platform,
}: {
  remediation: Control['remediation'];
  platform?: string;
}) {
  const { t } = useTranslation();
  const text = useText();
  const known = platformChoices.flatMap((candidate) => {
    const repair = remediation[candidate];
    const name = platformName(candidate, t('control.networkDevice'));
    return repair === undefined ? [] : [{ id: candidate, name, repair: text(repair) }];
  });
  const first = known.find(({ id }) => id === platform) ?? known[0];
  if (!first) return <p>{t('control.noRepair')}</p>;
  return (
    <Tabs defaultValue={first.id} keepMounted className={classes.repair}>
      <Tabs.List aria-label={t('control.repairBy')}>
        {known.map(({ id, name }) => (
          <Tabs.Tab key={id} value={id}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {known.map(({ id, name, repair }) => (
        <Tabs.Panel key={id} value={id}>
          <h3 className={classes.repairOnPaper}>{name}</h3>
          <p>
            <CodeText text={repair} />
          </p>
          <CopyButton value={repair} label={`${t('finding.repair')} ${name}`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
