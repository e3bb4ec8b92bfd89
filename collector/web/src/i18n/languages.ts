import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@tenken/shared';
import { en, ja } from './messages.ts';

export const languages: readonly Language[] = ['ja', 'en'];

const rememberedAs = 'tenken-language';

/** Reads which language this browser was set to, Japanese unless told, and keeps `<html lang>` in step. */
export async function startLanguages(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    resources: { ja: { translation: ja }, en: { translation: en } },
    lng: remembered(),
    fallbackLng: 'ja',
    // React escapes.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export async function switchLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(rememberedAs, language);
  } catch {
    // A browser that keeps nothing (private window, policy) still switches, for this visit.
  }
}

function remembered(): Language {
  try {
    return localStorage.getItem(rememberedAs) === 'en' ? 'en' : 'ja';
  } catch {
    return 'ja';
  }
}
