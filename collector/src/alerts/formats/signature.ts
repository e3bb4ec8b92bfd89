import { createHmac } from 'node:crypto';

/**
 * What a receiver compares: HMAC-SHA256 over the time, a dot and the body as it came. With the time in it an old
 * message cannot be sent again as a new one.
 *
 * @param at seconds since 1970
 */
export function signatureOf(key: string, at: number, body: string): string {
  return `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
}
