import { expect, test } from 'vitest';
import { terminalLanguage } from './language.ts';

test.each([
  [{ LANG: 'ja_JP.UTF-8' }, 'en-US', 'ja'],
  [{ LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'ja-JP', 'en'],
  [{ LC_MESSAGES: 'ja', LANG: 'en_US.UTF-8' }, 'en-US', 'ja'],
  // Windows names no locale in the environment.
  [{}, 'ja-JP', 'ja'],
  [{}, 'en-US', 'en'],
  [{ LANG: 'jav_ID' }, 'en-US', 'en'],
] as const)('%j on a system of %s', (environment, system, language) => {
  expect(terminalLanguage(environment, system)).toBe(language);
});
