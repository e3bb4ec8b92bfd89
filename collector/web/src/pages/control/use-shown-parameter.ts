import { useTranslation } from 'react-i18next';
import { shownValue } from '../../format/values.ts';
import { useLanguage } from '../../i18n/use-text.ts';

/** How parameters of controls name their units; the same unit is written in several ways. */
const units = {
  days: 'day',
  d: 'day',
  h: 'hour',
  min: 'minute',
  minutes: 'minute',
  ms: 'millisecond',
  '%': 'percent',
  connections: 'connection',
  links: 'link',
  updates: 'update',
  attempts: 'attempt',
} as const;

function isKnown(unit: string): unit is keyof typeof units {
  return Object.hasOwn(units, unit);
}

/** A limit with its unit in words of the page: 14日, 14 days. */
export function useShownParameter(): (value: unknown, unit: string | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (value, unit) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return t('common.none');
    if (typeof value === 'boolean') return value ? t('parameter.yes') : t('parameter.no');
    const shown = shownValue(value);
    if (unit === null) return shown;
    if (!isKnown(unit)) return `${shown}\u{a0}${unit}`;
    const number = typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : shown;
    return t(`units.${units[unit]}`, { count: typeof value === 'number' ? value : 2, value: number });
  };
}
