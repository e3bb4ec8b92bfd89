import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { tlsEndpoints } from '../../evidence/tls-endpoints/index.ts';
import type { TlsEndpoints } from '../../evidence/tls-endpoints/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { certificateFailures, certificateGaps, nextValidityChange } from './certificates.ts';
import { hasStartTls, isPlain, isReachable } from './endpoints.ts';
import { expectedText, listed, located, seenText } from './words.ts';
import type { Located } from './words.ts';
import { levels } from './requirements.ts';
import { remarks, serverFailures, serverGaps } from './server.ts';

const dayMs = 24 * 60 * 60 * 1000;

export const tlsEndpointsStrong = defineControl({
  id: 'tls-endpoints-strong',
  title: text('TLSの受け口が安全な設定である', 'TLS endpoints accept only strong settings'),
  description: text(
    'この機器で待ち受けるTCPポートに実際に接続し、受け入れるTLSの版・暗号スイート・鍵長と証明書を、IPA/CRYPTREC「TLS暗号設定ガイドライン」の水準と比べる。設定ファイルではなく通信で確かめる。自機だけから届くポート（ループバック）は、既定では判定しない。証明書の名前と発行者、楕円曲線の種類、TLS圧縮、再ネゴシエーション、SSL 2.0、STARTTLSはまだ調べない。判定行は原文との照合が済んでいない。',
    "Connects to the TCP ports on which this machine listens and compares the TLS versions, cipher suites, key lengths and certificates that are really accepted with a level of IPA/CRYPTREC's TLS guideline. What counts is the wire, not the configuration. Ports that only the machine itself can reach (loopback) are not judged unless told. Names and issuers of certificates, elliptic curves, compression, renegotiation, SSL 2.0 and STARTTLS are not examined yet. The rows have not been compared with the issuer's text yet.",
  ),
  needs: { tls: tlsEndpoints },
  params: z.object({
    minimum: z._default(z.enum(levels), 'recommended'),
    warnDays: z._default(z.int().check(z.minimum(0), z.maximum(366)), 14),
    includeLoopback: z._default(z.boolean(), false),
    portsWithoutTls: z._default(
      z.array(z.int().check(z.minimum(1), z.maximum(65_535))).check(z.maxLength(64)),
      [],
    ),
  }),
  parameters: {
    minimum: {
      meaning: text(
        '求める水準。recommended=推奨セキュリティ型、exception=セキュリティ例外型（推奨型への移行中に限る）',
        'Level that is asked for: recommended = 推奨セキュリティ型, exception = セキュリティ例外型 (only while moving to the former)',
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
    includeLoopback: {
      meaning: text(
        'ループバックだけで待ち受けるポートも判定する',
        'Judge ports that listen on loopback only as well',
      ),
      source: text('製品の既定値（外から届かない）', "The product's default: nobody outside reaches them"),
    },
    portsWithoutTls: {
      meaning: text(
        'TLSを使わないと組織が届け出たポート。TLSの応答があれば、届出があっても判定する',
        'Ports that the organisation declares to be without TLS; one that answers in TLS is judged all the same',
      ),
      source: text('組織の届出', 'Declaration of the organisation'),
    },
  },
  reasons: {
    strong: text('禁止された設定を受け入れない。', 'Nothing that is forbidden is accepted.'),
    'ends-soon': text(
      '禁止された設定を受け入れないが、証明書の期限が近い。',
      'Nothing that is forbidden is accepted, but a certificate ends soon.',
    ),
    'no-tls-endpoint': text(
      '外部から届くTLSの受け口がない。',
      'No TLS endpoint can be reached from outside.',
    ),
    'plain-http': text(
      'TLSの受け口がなく、HTTPに暗号化なしで応答するポートがある。内容は人が確かめる。暗号化が要らないなら portsWithoutTls に届け出る。',
      'There is no TLS endpoint, and a port answers HTTP without encryption. A person looks at what it serves; where it needs none, declare it in portsWithoutTls.',
    ),
    'weak-protocol': text('禁止された版を受け入れる。', 'A forbidden protocol version is accepted.'),
    'weak-cipher': text('禁止された暗号スイートを受け入れる。', 'A forbidden cipher suite is accepted.'),
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
    'starttls-not-examined': text(
      'STARTTLSを使えるサービスがあり、その設定はまだ調べていない。',
      'A service can switch to TLS (STARTTLS), which is not examined yet.',
    ),
    'not-identified': text(
      '何のサービスか分からないポートがあり、TLSの有無を言えない。TLSを使わないなら portsWithoutTls に届け出る。',
      'What a port speaks is not known, so neither is whether it is TLS. Where it is not, declare it in portsWithoutTls.',
    ),
  },
  remediation: {
    linux: text(
      'サーバー設定でTLS 1.2と1.3だけを残す。nginx: `ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20:DHE+aRSA+AESGCM; ssl_prefer_server_ciphers on;`、Apache: `SSLProtocol -all +TLSv1.2 +TLSv1.3` と `SSLCipherSuite`。`nginx -t`、`apachectl configtest` の後に再読込する。証明書はRSA 2048ビットかECDSA P-256以上・SHA-256で取り直す。',
      'Leave only TLS 1.2 and 1.3 in the server configuration. nginx: `ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20:DHE+aRSA+AESGCM; ssl_prefer_server_ciphers on;`, Apache: `SSLProtocol -all +TLSv1.2 +TLSv1.3` and `SSLCipherSuite`. Test with `nginx -t` or `apachectl configtest`, then reload. Renew certificates with RSA 2048 or ECDSA P-256 or stronger and SHA-256.',
    ),
    windows: text(
      'SCHANNELの古い版を止める: `HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server`（TLS 1.1、SSL 3.0も同様）に `Enabled`=0（DWORD）を作り、再起動する。暗号スイートはGPO「コンピューターの構成＞管理用テンプレート＞ネットワーク＞SSL構成設定＞SSL暗号の順位」か `Disable-TlsCipherSuite -Name TLS_RSA_WITH_3DES_EDE_CBC_SHA` で絞る。',
      'Switch old SCHANNEL versions off: create `Enabled`=0 (DWORD) in `HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server` (also TLS 1.1, SSL 3.0) and restart. Restrict cipher suites by GPO (Computer Configuration > Administrative Templates > Network > SSL Configuration Settings > SSL Cipher Suite Order) or with `Disable-TlsCipherSuite -Name TLS_RSA_WITH_3DES_EDE_CBC_SHA`.',
    ),
    macos: text(
      '`sudo lsof -nP -iTCP -sTCP:LISTEN` で待ち受けるプログラムを確かめ、不要なら止める。要るものはその設定（nginx、Apacheなら `/etc/apache2/extra/httpd-ssl.conf` の `SSLProtocol -all +TLSv1.2 +TLSv1.3`）でTLS 1.2と1.3だけを残す。',
      'Find the listening program with `sudo lsof -nP -iTCP -sTCP:LISTEN` and stop it when it is not needed. Otherwise leave only TLS 1.2 and 1.3 in its configuration (nginx; for Apache `SSLProtocol -all +TLSv1.2 +TLSv1.3` in `/etc/apache2/extra/httpd-ssl.conf`).',
    ),
  },
  evaluate({ tls }, params, { now }): Judgement {
    const expected = expectedText(params.minimum);
    const judged = tls.endpoints.filter((endpoint) => params.includeLoopback || isReachable(endpoint));
    const speaking = judged.flatMap((endpoint) => (endpoint.tls ? [{ ...endpoint, tls: endpoint.tls }] : []));
    const failures = speaking.flatMap((endpoint) =>
      located(endpoint, [
        ...serverFailures(endpoint.tls, params.minimum),
        ...certificateFailures(endpoint.tls, now),
      ]),
    );
    const nextChange = Math.min(...speaking.map((endpoint) => nextValidityChange(endpoint.tls, now)));
    const validUntil = Number.isFinite(nextChange) ? new Date(nextChange).toISOString() : undefined;
    const [failure] = failures;
    if (failure) {
      // Only a certificate that begins later repairs itself.
      const passing = failures.every(({ reason }) => reason === 'certificate-not-yet-valid');
      const observed = listed(failures);
      return {
        outcome: 'fail',
        reason: failure.reason,
        observed,
        expected,
        validUntil: passing ? validUntil : undefined,
      };
    }
    const gaps = openQuestions(judged, params.portsWithoutTls);
    if (gaps[0]) return { outcome: 'unknown', reason: gaps[0].reason, observed: listed(gaps), expected };
    if (speaking.length === 0) {
      const isOpen = judged.some(
        ({ seen, port }) =>
          seen === 'http' && !windowsOwn.has(port) && !params.portsWithoutTls.includes(port),
      );
      if (isOpen) {
        return { outcome: 'unknown', reason: 'plain-http', observed: withoutTls(tls.endpoints), expected };
      }
      return {
        outcome: 'not-applicable',
        reason: 'no-tls-endpoint',
        observed: withoutTls(tls.endpoints),
        expected,
      };
    }
    const soon = nextChange - now.getTime() <= params.warnDays * dayMs;
    return {
      outcome: 'pass',
      reason: soon ? 'ends-soon' : 'strong',
      observed: summary(speaking, validUntil),
      expected,
      validUntil,
    };
  },
});

/** WSDAPI and WinRM (two ports): HTTP that Windows itself serves, no web pages. */
const windowsOwn = new Set([5357, 5985, 47_001]);

type Endpoint = TlsEndpoints['endpoints'][number];

/** Whatever might hide a weakness: while there is one, nothing passes. */
function openQuestions(endpoints: readonly Endpoint[], portsWithoutTls: readonly number[]): Located[] {
  return endpoints.flatMap((endpoint) => {
    if (endpoint.tls) {
      const notMeasured = serverGaps(endpoint.tls).map((what) => ({ reason: 'not-measured', what }));
      const unread = certificateGaps(endpoint.tls).map((what) => ({ reason: 'certificate-unread', what }));
      return located(endpoint, [...notMeasured, ...unread]);
    }
    if (isPlain(endpoint) || portsWithoutTls.includes(endpoint.port)) return [];
    const reason = hasStartTls(endpoint) ? 'starttls-not-examined' : 'not-identified';
    return located(endpoint, [{ reason, what: seenText(endpoint.seen) }]);
  });
}

function summary(
  endpoints: readonly (Endpoint & { tls: NonNullable<Endpoint['tls']> })[],
  validUntil?: string,
): Text {
  const places = endpoints.map((endpoint) => {
    const versions = endpoint.tls.protocols.filter(({ offered }) => offered).map(({ protocol }) => protocol);
    const words = text(versions.join('・'), versions.join(', '));
    return { reason: '', what: words, endpoint };
  });
  const observed = listed(places);
  const extra = [...new Set(endpoints.flatMap((endpoint) => remarks(endpoint.tls)))];
  const until = validUntil?.slice(0, 10);
  const ja = [observed.ja];
  const en = [observed.en];
  if (until) {
    ja.push(`証明書は${until}まで`);
    en.push(`certificates until ${until}`);
  }
  if (endpoints.some((endpoint) => endpoint.tls.chains.some(({ certificates: [own] }) => own?.selfSigned))) {
    ja.push('自己署名の証明書');
    en.push('self-signed certificate');
  }
  if (extra[0]) {
    const more = extra.length > 1 ? ` +${extra.length - 1}` : '';
    ja.push(`推奨リスト外: ${extra[0]}${more}`);
    en.push(`on no recommended list: ${extra[0]}${more}`);
  }
  return text(ja.join('、'), en.join('; '));
}

function withoutTls(endpoints: readonly Endpoint[]): Text {
  const plainHttp = endpoints.filter((endpoint) => endpoint.seen === 'http' && isReachable(endpoint));
  if (plainHttp.length > 0) {
    const places = listed(
      plainHttp.flatMap((endpoint) => located(endpoint, [{ reason: '', what: text('HTTP', 'HTTP') }])),
    );
    return text(
      `TLSの受け口なし。暗号化しない受け口: ${places.ja}`,
      `no TLS endpoint; without encryption: ${places.en}`,
    );
  }
  const own = endpoints.filter((endpoint) => endpoint.tls !== null).length;
  return own > 0
    ? text(`TLSの受け口${own}件はループバックだけ`, `${own} TLS endpoint(s), on loopback only`)
    : text(`待ち受け${endpoints.length}件にTLSなし`, `${endpoints.length} listening port(s), none with TLS`);
}
