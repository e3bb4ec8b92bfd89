import type { Language } from '@tenken/shared';

/**
 * The language of the terminal: Japanese where the locale says so, else English. Where no variable names a locale, as on
 * Windows, it is the operating system's. `--lang` overrides.
 *
 * @param system BCP 47, such as `ja-JP`
 */
export function terminalLanguage(
  environment: NodeJS.ProcessEnv,
  system: string = new Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || system;
  return /^ja(?:[-_.@]|$)/i.test(locale) ? 'ja' : 'en';
}
