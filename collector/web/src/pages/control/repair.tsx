import { useTranslation } from 'react-i18next';
import type { Control } from '../../../../src/api/schemas.ts';
import { platformName } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import classes from './control.module.css';

const platforms = ['linux', 'windows', 'macos', 'network-device'] as const;

/** How to put it right, for each operating system. */
export function Repair({ remediation }: { remediation: Control['remediation'] }) {
  const { t } = useTranslation();
  const text = useText();
  return platforms.map((platform) => {
    const repair = remediation[platform];
    if (repair === undefined) return null;
    const name = platformName(platform, t('control.networkDevice'));
    return (
      <div key={platform} className={classes.repair}>
        <div className={classes.repairHead}>
          <h3>{name}</h3>
          <CopyButton value={text(repair)} label={`${t('finding.repair')} ${name}`} />
        </div>
        <p>
          <CodeText text={text(repair)} />
        </p>
      </div>
    );
  });
}
