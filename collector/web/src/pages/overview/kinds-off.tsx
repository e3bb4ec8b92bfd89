import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../src/api/schemas.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './overview.module.css';

/** What nobody looks at because the settings say so. */
export function KindsOff({ kindsOff }: Pick<Overview, 'kindsOff'>) {
  const { t } = useTranslation();
  const text = useText();
  const may = useMay();
  if (kindsOff.length === 0) return null;
  return (
    <p className={classes.kindsOff}>
      {t('overview.kindsOff', { kinds: kindsOff.map(({ title }) => text(title)).join(t('overview.and')) })}{' '}
      {may('settings:read') ? <Link to="/settings">{t('finding.toSettings')}</Link> : null}
    </p>
  );
}
