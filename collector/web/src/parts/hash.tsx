import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';

const shownCharacters = 12;

/** The start of a SHA-256, leading to the evidence that it names. */
export function EvidenceLink({
  sha256,
  host,
}: {
  sha256: string;
  /** Whose report is meant, where several hosts may have sent the very same. */
  host?: string;
}) {
  const { t } = useTranslation();
  return (
    <Link
      to="/evidence/$sha256"
      params={{ sha256 }}
      search={host === undefined ? {} : { host }}
      className={classes.hash}
      title={sha256}
      aria-label={t('evidence.linkLabel', { hash: sha256.slice(0, shownCharacters) })}
    >
      {sha256.slice(0, shownCharacters)}…
    </Link>
  );
}
