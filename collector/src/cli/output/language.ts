import type { Language } from '@tenken/shared';

/** The language of the terminal: Japanese where the locale says so, else English. `--lang` overrides. */
export function terminalLanguage(environment: NodeJS.ProcessEnv): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return locale.startsWith('ja') ? 'ja' : 'en';
}
