import { useTranslation } from 'react-i18next';
import { ja } from '../i18n/messages.ts';
import classes from './parts.module.css';

/** Who or what a line of the audit log names, with the kind of it in words; as it was written when pointed at. */
export function RecordedName({ of }: { of: string }) {
  const { t } = useTranslation();
  const [kind = '', ...rest] = of.split(':');
  if (!isKnown(kind)) return of;
  return (
    <span title={of}>
      <span className={rest.length > 0 ? classes.kindOfName : undefined}>{t(`audit.parties.${kind}`)}</span>
      {rest.length > 0 ? ` ${shortened(rest.join(':'))}` : null}
    </span>
  );
}

/** Hashes by their beginning. */
function shortened(name: string): string {
  return name.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
}

/** A newer collector may write down what this page has no word for yet. */
function isKnown(kind: string): kind is keyof typeof ja.audit.parties {
  return Object.hasOwn(ja.audit.parties, kind);
}
