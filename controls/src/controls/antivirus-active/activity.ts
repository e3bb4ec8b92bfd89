import type { ProbeErrorCode, Text } from '@tenken/shared';
import { text } from '@tenken/shared';
import type { Antivirus, Product } from '../../evidence/antivirus/schema.ts';

/** Whether a product protects now, and if not, why not. */
export type Activity =
  | 'active'
  | 'no-real-time'
  | 'licence-ended'
  | 'passive'
  | 'stopped'
  | 'real-time-not-told'
  | 'state-not-told'
  | 'not-readable';

export function activityOf(product: Product, requireRealTime: boolean, now: Date): Activity {
  if (product.running === false) return 'stopped';
  if (product.passive === true) return 'passive';

  if (product.licensed === false || hasEnded(product.licenceEndsAt, now)) return 'licence-ended';
  if (requireRealTime && product.realTime === false) return 'no-real-time';
  const missing = product.unread.length > 0 ? 'not-readable' : null;
  if (product.running === null) return missing ?? 'state-not-told';
  if (requireRealTime && product.realTime === null) return missing ?? 'real-time-not-told';
  return 'active';
}

/**
 * XProtect is on every Mac and goes on beside any product. Counted always, it would hide that the product which
 * the organisation chose is switched off; so it counts where it is alone.
 */
export function candidates({ products }: Antivirus): Product[] {
  const chosen = products.filter(({ product }) => product !== 'xprotect');
  return chosen.length > 0 ? chosen : products;
}

function hasEnded(instant: string | null, now: Date): boolean {
  return instant !== null && Date.parse(instant) <= now.getTime();
}

const words: Record<Activity, Text> = {
  active: text('稼働中', 'on'),
  'no-real-time': text('リアルタイム検査が無効', 'real-time scan off'),
  'licence-ended': text('ライセンス切れ', 'licence ended'),
  passive: text('パッシブモード', 'passive mode'),
  stopped: text('停止中', 'off'),
  'real-time-not-told': text('リアルタイム検査の状態が不明', 'real-time scan not told'),
  'state-not-told': text('状態が不明', 'state not told'),
  'not-readable': text('状態を読み取れない', 'state not readable'),
};

const shownProducts = 5;

/** Each product with its word, for a table. */
export function shownActivities(list: readonly { product: Product; activity: Activity }[]): Text {
  if (list.length === 0) return text('ウイルス対策ソフトなし', 'no antivirus product');
  const rest = list.length > shownProducts ? [`+${list.length - shownProducts}`] : [];
  const shown = (language: 'ja' | 'en') =>
    list
      .slice(0, shownProducts)
      .map(({ product, activity }) => `${product.name}: ${words[activity][language]}`);
  return text([...shown('ja'), ...rest].join('、'), [...shown('en'), ...rest].join(', '));
}

/** Why the first product that could not be read was not: the code of the failure. */
export function whyNotReadable(list: readonly { product: Product }[]): ProbeErrorCode {
  return list.flatMap(({ product }) => product.unread).at(0)?.code ?? 'internal';
}
