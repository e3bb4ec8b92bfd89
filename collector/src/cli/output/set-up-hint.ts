import type { Language } from '@tenken/shared';
import { timeInJapan } from '../../documents/japanese/calendar.ts';

/** How the first administrator comes in; shown on the console only, while there is no account. */
export function setUpHint(setUp: { address: string; expiresAt: Date }, language: Language): string {
  const until = timeInJapan(setUp.expiresAt.toISOString()).slice(0, 16);
  return {
    ja: `最初の管理者を作る（${until} JST まで1回限り。# の後が初回コード）\n  ${setUp.address}`,
    en: `Make the first administrator (once, until ${until} JST; code behind #)\n  ${setUp.address}`,
  }[language];
}
