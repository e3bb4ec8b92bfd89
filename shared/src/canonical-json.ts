import { createHash } from 'node:crypto';

/** What JSON can hold. `undefined` members are dropped, as in JSON.stringify. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers and
 * strings as ECMAScript prints them.
 *
 * @throws {TypeError} for NaN, infinities and lone surrogates, which have no JSON spelling that all readers share
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member)).join(',')}]`;
  if (typeof value === 'object') {
    const members: string[] = [];
    const object = value as Record<string, unknown>;
    for (const key of Object.keys(object).toSorted()) {
      const member = object[key];
      if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
    }
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`a ${typeof value} has no JSON form`);
}

/** Lower-case hexadecimal SHA-256, 64 characters. Strings are hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form');
  return JSON.stringify(value);
}
