import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../src/api/schemas.ts';
import { useMay } from '../api/session.ts';
import { CodeText } from '../parts/code-text.tsx';
import classes from './findings.module.css';
import { useSaid } from './use-said.ts';

/** Why a finding has its outcome; what somebody chose in the settings leads there. */
export function Reason({ finding: { reason, reasonText } }: { finding: Finding }) {
  const { t } = useTranslation();
  const said = useSaid();
  const may = useMay();
  return (
    <>
      <CodeText text={said(reasonText)} /> <code className={classes.code}>{reason}</code>
      {reason === 'collection-off' && may('settings:read') ? (
        <>
          {' '}
          <Link to="/settings">{t('finding.toSettings')}</Link>
        </>
      ) : null}
    </>
  );
}
