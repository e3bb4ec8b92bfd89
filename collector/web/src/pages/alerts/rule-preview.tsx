import { useTranslation } from 'react-i18next';
import type { AlertPreview } from '../../../../src/api/alert-schemas.ts';
import classes from './alerts.module.css';

/** What a rule would have told. */
export function RulePreview({ preview }: { preview: AlertPreview }) {
  const { t } = useTranslation();
  const { kind, things, messages, exact, examples } = preview;
  return (
    <div className={classes.result}>
      {t(`alerts.previews.${kind}`, { things, messages })}
      {exact ? null : t('alerts.more', { things })}
      {things === 0 ? null : (
        <ul className={classes.lines}>
          {examples.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
