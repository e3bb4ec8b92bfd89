import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson, sha256 } from './canonical-json.ts';
import type { Statement } from './statement.ts';

/**
 * Signs a statement as `openssl dgst -sha256 -verify` checks it: DER, because OpenSSL's commands do not read the
 * fixed-length form.
 *
 * @param privateKey ECDSA P-256, PEM or key object
 * @returns base64
 */
export function signStatement(statement: Statement, privateKey: KeyObject | string): string {
  return sign('sha256', Buffer.from(canonicalJson(statement)), privateKey).toString('base64');
}

/** What an attempt to send a report adds to it: when it left, which gap it tells, and which settings hold by then. */
const ofTheAttempt: ReadonlySet<string> = new Set([
  'sentAt',
  'gap',
  'settings',
] satisfies (keyof Statement)[]);

/** Whether two attempts to send one report may differ in it. */
export function isOfTheAttempt(member: string): boolean {
  return ofTheAttempt.has(member);
}

/**
 * Equal for every attempt to send one report.
 *
 * @returns lower-case hexadecimal SHA-256
 */
export function contentHash(statement: Statement): string {
  return spelled(statement).contentHash;
}

/** The canonical text of a statement and its content hash, spelled once for both. */
export function spelled(statement: Statement): { canonical: string; contentHash: string } {
  let canonical = '';
  let content = '';
  for (const [key, member] of Object.entries(statement).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const part = `${canonical === '' ? '' : ','}"${key}":${canonicalJson(member)}`;
    canonical += part;
    // The first key is never one of those that are left out.
    if (!isOfTheAttempt(key)) content += part;
  }
  return { canonical: `{${canonical}}`, contentHash: sha256(`{${content}}`) };
}

/** Whether this key signed exactly this canonical text. */
export function isSignedBy(canonicalStatement: string, signature: string, publicKey: KeyObject): boolean {
  return verify('sha256', Buffer.from(canonicalStatement), publicKey, Buffer.from(signature, 'base64'));
}
