import type { Product } from '../../evidence/antivirus/schema.ts';

export const dayMs = 24 * 60 * 60 * 1000;

export type Freshness = {
  verdict:
    | 'fresh'
    | 'too-old'
    | 'outdated-by-own-word'
    | 'definitions-missing'
    | 'date-not-told'
    | 'dated-in-the-future'
    | 'not-readable';
  /** The date that decided. */
  at: string | null;
  /** When this changes by itself; null = only new evidence can change it. */
  untilMs: number | null;
};

/**
 * The vendor's date counts before the date of arrival: an update server that stands still hands out old sets as
 * new. A day without a time zone may have begun up to a day later than its midnight in UTC says.
 */
export function freshnessOf(product: Product, maxAgeDays: number, now: Date): Freshness {
  const { definitions } = product;
  if (definitions.state === 'missing') return { verdict: 'definitions-missing', at: null, untilMs: null };
  const at = definitions.state === 'present' ? (definitions.builtAt ?? definitions.updatedAt) : null;
  const isOutdated = definitions.state === 'present' && definitions.current === false;
  if (definitions.state !== 'present' || at === null) {
    if (isOutdated) return { verdict: 'outdated-by-own-word', at, untilMs: null };
    return { verdict: product.unread.length > 0 ? 'not-readable' : 'date-not-told', at, untilMs: null };
  }
  const atMs = Date.parse(at);
  const endMs = atMs + maxAgeDays * dayMs + (definitions.precision === 'day' ? dayMs : 0);
  if (now.getTime() >= endMs) return { verdict: 'too-old', at, untilMs: null };
  if (isOutdated) return { verdict: 'outdated-by-own-word', at, untilMs: null };
  if (atMs - now.getTime() > dayMs) return { verdict: 'dated-in-the-future', at, untilMs: atMs - dayMs };
  // What could not be read may be the vendor's date, or the set that is loaded: only those tell a new set in use from
  // an old one that arrived today, and from a new one beside the old one in use.
  if (product.unread.length > 0) {
    return { verdict: 'not-readable', at, untilMs: endMs };
  }
  return { verdict: 'fresh', at, untilMs: endMs };
}
