import type { ExchangeResult } from '@tenken/shared';

/** Why a question got no TLS answer. Of them `hangs-up` alone says that the server refuses anything. */
export type Silence =
  | 'silent'
  | 'dropped'
  /** Dropped three times, while the server took the hello that it is known to take before and after: a refusal. */
  | 'hangs-up'
  | 'not-tls'
  | 'too-long'
  | 'refused-connection'
  | 'no-connection'
  | 'no-starttls'
  | 'out-of-time';

/** What may come of a server that is busy, limits its clients, or fell over. */
export function mayPass(why: Silence): boolean {
  return ['silent', 'dropped', 'refused-connection', 'no-connection'].includes(why);
}

export const silenceOf: Record<ExchangeResult['ended'], Silence> = {
  // Only `enough` ends with an answer; a recording cut by hand may still say so.
  enough: 'dropped',
  // The same server answers now with one and then with the other, as bytes of ours are still unread or not.
  closed: 'dropped',
  reset: 'dropped',
  timeout: 'silent',
  limit: 'too-long',
};
