import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Antivirus, Product } from '../evidence/antivirus/schema.ts';
import { activityOf, candidates, shownActivities, whyNotReadable } from './antivirus-active/activity.ts';
import type { Judgement } from './define.ts';

/** Reasons of a control that asks something of the products which protect now. */
export const noProductReasons: Record<string, Text> = {
  'no-active-product': text('稼働しているウイルス対策ソフトがない。', 'No antivirus product is on.'),
  'product-not-told': text(
    '製品の状態を端末から知る方法がない。管理サーバーで確かめる。',
    'The product does not tell its state on the host. Check it on its management server.',
  ),
};

export type ActiveProducts =
  | { active: Product[]; verdict: null }
  | { active: null; verdict: Pick<Judgement, 'outcome' | 'reason' | 'observed'> };

/** The products that protect now, whether in real time or by scans; or why there is none. */
export function activeProducts(state: Antivirus, now: Date): ActiveProducts {
  const list = candidates(state).map((product) => ({ product, activity: activityOf(product, false, now) }));
  const active = list.filter(({ activity }) => activity === 'active').map(({ product }) => product);
  if (active.length > 0) return { active, verdict: null };
  const observed = shownActivities(list);
  const [first] = state.unread;
  if (first) return { active: null, verdict: { outcome: 'error', reason: first.code, observed } };
  if (list.some(({ activity }) => activity === 'not-readable')) {
    return { active: null, verdict: { outcome: 'error', reason: whyNotReadable(list), observed } };
  }
  if (list.some(({ activity }) => activity === 'state-not-told')) {
    return { active: null, verdict: { outcome: 'unknown', reason: 'product-not-told', observed } };
  }
  return { active: null, verdict: { outcome: 'fail', reason: 'no-active-product', observed } };
}
