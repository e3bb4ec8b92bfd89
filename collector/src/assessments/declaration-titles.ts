import type { DeclarationKind } from '@tenken/controls';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** What each declaration tells. */
export const declarationTitles: Record<DeclarationKind, Text> = {
  'my-number-locations': text(
    '個人番号を取り扱う機器・フォルダ・データベース',
    'hosts, folders and databases that carry My Number',
  ),
  'approved-software': text('利用を認めたソフトウェア', 'approved software'),
  'approved-time-sources': text('認めた時刻源', 'approved time sources'),
  baselines: text('基準とする設定', 'accepted baselines'),
  'legal-exceptions': text('法令等による例外', 'exceptions by law'),
};
