import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { tlsProfile } from '../../profiles/tls/registry.ts';
import { comparedRows, comparedRowsNote, rowDisputed } from '../compared-rows.ts';
import type { ParameterNote } from '../define.ts';

/** By what TLS servers are judged, wherever they are. */
export const profile = tlsProfile('ipa-tls-3.1.1');

export const tlsParams = {
  /** Levels of the profile, the strictest first. */
  minimum: z._default(z.enum(['high', 'recommended', 'exception']), 'recommended'),
  warnDays: z._default(z.int().check(z.minimum(0), z.maximum(366)), 14),
  comparedRows,
};
const TlsParameters = z.object(tlsParams);
export type TlsParameters = z.infer<typeof TlsParameters>;

export const tlsParameterNotes = {
  minimum: {
    meaning: text(
      '求める水準。high=高セキュリティ型、recommended=推奨セキュリティ型、exception=セキュリティ例外型（推奨型への移行中に限る）',
      'Level that is asked for: high = 高セキュリティ型, recommended = 推奨セキュリティ型, exception = セキュリティ例外型 (only while moving to the former)',
    ),
    source: text(
      'IPA/CRYPTREC「TLS暗号設定ガイドライン」3.1.1版（2025-04-25）。特段の事情がなければ推奨セキュリティ型',
      'IPA/CRYPTREC TLS guideline 3.1.1 (2025-04-25): 推奨セキュリティ型 unless there is a special need',
    ),
  },
  warnDays: {
    unit: 'days',
    meaning: text(
      '証明書の期限切れをこの日数前から知らせる',
      'How long before its end a certificate is pointed out',
    ),
    source: text('製品の既定値（更新の手続に要る2週間）', "The product's default: two weeks for a renewal"),
  },
  comparedRows: comparedRowsNote,
} satisfies Record<keyof TlsParameters, ParameterNote>;

/** What both controls of TLS servers say of them. */
export const tlsReasons = {
  strong: text('求める水準の遵守項目を満たす。', 'Every mandatory row of the level is met.'),
  'ends-soon': text(
    '求める水準の遵守項目を満たすが、証明書の期限が近い。',
    'Every mandatory row of the level is met, but a certificate ends soon.',
  ),
  'weak-protocol': text('禁止された版を受け入れる。', 'A forbidden protocol version is accepted.'),
  'weak-cipher': text('禁止された暗号スイートを受け入れる。', 'A forbidden cipher suite is accepted.'),
  'missing-protocol': text(
    '求める水準が必要とする版を受け入れない。',
    'A protocol version that the level asks for is not accepted.',
  ),
  'weak-group': text('鍵交換の楕円曲線が弱い。', 'A curve of the key exchange is too weak.'),
  compression: text('TLS圧縮を受け入れる。', 'TLS compression is accepted.'),
  'insecure-renegotiation': text(
    '安全な再ネゴシエーション（RFC 5746）に対応しない。',
    'Secure renegotiation (RFC 5746) is not supported.',
  ),
  'certificate-name': text(
    '証明書が接続先の名前のものでない。',
    'A certificate is not for the name that was asked for.',
  ),
  'row-disputed': rowDisputed,
  'weak-dh': text('鍵交換のDH鍵長が足りない。', 'The Diffie-Hellman key exchange is too short.'),
  'certificate-expired': text('証明書の有効期限が切れている。', 'A certificate has expired.'),
  'certificate-not-yet-valid': text('証明書がまだ有効でない。', 'A certificate is not valid yet.'),
  'weak-key': text('証明書の鍵長が足りない。', "A certificate's key is too short."),
  'weak-signature': text(
    '証明書の署名に弱いハッシュを使っている。',
    'A certificate is signed with a weak hash.',
  ),
  'not-measured': text(
    'TLSの受け口があるが、設定を測りきれない。',
    'There is a TLS endpoint whose settings could not be measured in full.',
  ),
  'certificate-unread': text(
    'TLSの受け口の証明書を確かめられない。',
    'The certificate of a TLS endpoint could not be checked.',
  ),
};
