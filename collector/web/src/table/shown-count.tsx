import { useTranslation } from 'react-i18next';
import type { Total } from '../../../src/api/result-schemas.ts';
import { useLanguage } from '../i18n/use-text.ts';

/** `100,000件中12,345件`; a count that ended at its limit says so. */
export function ShownCount({ shown, total }: { shown: Total; total?: number | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const number = new Intl.NumberFormat(language);
  const count = number.format(shown.count);
  const found = shown.exact ? count : t('table.moreThan', { count });
  return (
    <span role="status">
      {total === undefined
        ? t('table.shown', { found })
        : t('table.shownOf', { found, total: number.format(total) })}
    </span>
  );
}
