import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../src/api/result-schemas.ts';
import { shownDay } from '../../format/instants.ts';
import { useDateStyle } from '../../format/use-date-style.ts';
import classes from './finding-page.module.css';

/** Who accepted this for which system, why and until when; the outcome stays what it is. */
export function FindingWaivers({ waivers }: { waivers: FindingDetail['waivers'] }) {
  const { t } = useTranslation();
  const style = useDateStyle();
  if (waivers.length === 0) return <p>{t('finding.noWaivers')}</p>;
  return (
    <>
      <p className={classes.soft}>{t('finding.waiversMeaning')}</p>
      <ul className={classes.waivers}>
        {waivers.map(({ id, system, reasonKind, reason, expiresOn, approved }) => (
          <li key={id}>
            <strong>{t(`finding.waiverStates.${stateOf(approved)}`)}</strong>{' '}
            {t('finding.waiver', { system, kind: kindOf(reasonKind), day: shownDay(expiresOn, style) })}
            <p className={classes.soft}>{reason}</p>
          </li>
        ))}
      </ul>
    </>
  );

  function kindOf(kind: string): string {
    switch (kind) {
      case 'false-positive':
      case 'compensating':
      case 'risk-accepted':
      case 'out-of-scope':
        return t(`finding.waiverKinds.${kind}`);
      default:
        return kind;
    }
  }
}

function stateOf(approved: boolean | null): 'asked' | 'approved' | 'refused' {
  if (approved === null) return 'asked';
  return approved ? 'approved' : 'refused';
}
