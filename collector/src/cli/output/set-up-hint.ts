import type { Language } from '@tenken/shared';

/** How the first administrator comes in; shown on the console only, while there is no account. */
export function setUpHint(setUp: { address: string; expiresAt: Date }, language: Language): string {
  const until = setUp.expiresAt.toISOString();
  return {
    ja: `最初の管理者を作る（${until} まで、1回限り）: ${setUp.address}`,
    en: `make the first administrator (once, until ${until}): ${setUp.address}`,
  }[language];
}
