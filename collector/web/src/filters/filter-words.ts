import { useTranslation } from 'react-i18next';
import { platformName } from '../format/platforms.ts';
import { useText } from '../i18n/use-text.ts';
import { isOutcome, outcomeWords } from '../outcomes/outcomes.ts';

/** Fields that lists are filtered by, as they are named on the page. */
export const filterNames = [
  'contact',
  'status',
  'platform',
  'label',
  'system',
  'outcome',
  'control',
  'agentVersion',
  'certificate',
  'host',
  'variant',
  'reason',
  'since',
  'until',
  'automation',
  'priority',
] as const;
export type FilterName = (typeof filterNames)[number];

export function isFilterName(name: string): name is FilterName {
  return filterNames.some((known) => known === name);
}

/** The word of a value from a closed list; other values are their own word. */
export function useFilterWords(): {
  title: (name: string) => string;
  word: (name: string, value: string) => string;
} {
  const { t } = useTranslation();
  const text = useText();
  return { title: (name) => (isFilterName(name) ? t(`filter.names.${name}`) : name), word };

  function word(name: string, value: string): string {
    if (name === 'variant' && (value === 'any' || value === 'default')) return t(`filter.variants.${value}`);
    if (name === 'outcome' && isOutcome(value)) return text(outcomeWords[value]);
    if (name === 'platform') return platformName(value, t('control.networkDevice'));
    if (value === 'reporting' || value === 'silent' || value === 'never') return t(`contact.${value}.name`);
    if (name === 'certificate' && (value === 'good' || value === 'ending' || value === 'expired')) {
      return t(`filter.certificates.${value}`);
    }
    if (value === 'active' || value === 'quarantined' || value === 'revoked') {
      return t(`trust.statuses.${value}`);
    }
    if (name === 'automation' && (value === 'full' || value === 'partial' || value === 'manual')) {
      return t(`automation.${value}`);
    }
    return value;
  }
}
