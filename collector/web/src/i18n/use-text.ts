import { useTranslation } from 'react-i18next';
import type { Language, Text } from '@tenken/shared';

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'ja';
}

/** Picks the language of texts that the collector sends in both. */
export function useText(): (text: Text) => string {
  const language = useLanguage();
  return (text) => text[language];
}
