import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-text.ts';

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1000 },
] as const;

/** How wrong a host's clock is, in words; seconds that the network may have taken count as right. */
export function useClockWords(): (skewMs: number | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (skewMs) => {
    if (skewMs === null) return t('trust.clockUnknown');
    const size = Math.abs(skewMs);
    const fitting = units.find(({ ms }) => size >= 2 * ms) ?? units.find(({ ms }) => size >= ms);
    if (!fitting) return t('trust.clockRight');
    const formatted = new Intl.NumberFormat(language, {
      style: 'unit',
      unit: fitting.unit,
      unitDisplay: 'long',
      maximumFractionDigits: 0,
    }).format(size / fitting.ms);
    // Japanese writes no space between a number and its unit.
    const span = language === 'ja' ? formatted.replace(' ', '') : formatted;
    return skewMs > 0 ? t('trust.clockAhead', { span }) : t('trust.clockBehind', { span });
  };
}
