import { own } from '@tenken/shared/own';
import { useTranslation } from 'react-i18next';
import type { Namesakes } from '../../../src/api/result-schemas.ts';
import { Instant } from './instant.tsx';
import classes from './parts.module.css';

const shownOfId = 8;

/** What tells a host from others of its name; nothing for one whose name is its own. It stands behind the name. */
export function Namesake({ host, of }: { host: string; of: Namesakes | undefined }) {
  const { t } = useTranslation();
  const known = of && own(of, host);
  if (known === undefined) return null;
  return (
    <span className={classes.namesake}>
      {known.label || t('trust.noLabel')} · {t('host.enrolled')} <Instant at={known.enrolledAt} /> ·{' '}
      <code title={host}>{host.slice(0, shownOfId)}</code>
    </span>
  );
}
