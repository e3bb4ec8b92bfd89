import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { tlsEndpoints } from '../../evidence/tls-endpoints/index.ts';
import type { TlsEndpoints } from '../../evidence/tls-endpoints/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { isReachable, listed, located } from '../own-endpoints.ts';
import type { Located } from '../own-endpoints.ts';
import type { JudgedEndpoint } from './judged-endpoint.ts';
import { judgedEndpoint } from './judged-endpoint.ts';
import { tlsParameterNotes, tlsParams, tlsReasons } from './parameters.ts';
import { hasStartTls, isPlain } from './endpoints.ts';
import { expectedText, seenText } from './words.ts';

export const tlsEndpointsStrong = defineControl({
  id: 'tls-endpoints-strong',
  title: text('TLSの受け口が安全な設定である', 'TLS endpoints accept only strong settings'),
  description: text(
    'この機器で待ち受けるTCPポートに実際に接続し、受け入れるTLSの版・暗号スイート・鍵交換・証明書などを、IPA/CRYPTREC「TLS暗号設定ガイドライン」の水準（それより厳しい水準を満たすものも可）と比べる。設定ファイルではなく通信で確かめる。遵守項目の未達を不適合とし、推奨項目の未達と一覧外の暗号は所見として示す。自機だけから届くポート（ループバック）は、既定では判定しない。証明書の名前は、名前を指定して接続したものだけを比べる。判定行は原文との照合が済んでおらず、照合記録を届け出ると反映する。',
    "Connects to the TCP ports on which this machine listens and compares the TLS versions, cipher suites, key exchanges, certificates and more that are really accepted with a level of IPA/CRYPTREC's TLS guideline; a server that meets a stricter level will do. What counts is the wire, not the configuration. A mandatory row that is not met fails; recommended ones and ciphers outside the lists are told. Ports that only the machine itself can reach (loopback) are not judged unless told. Names of certificates are compared only where a name was asked for. The rows have not been compared with the issuer's text yet; a declared record of comparison is taken into account.",
  ),
  needs: { tls: tlsEndpoints },
  params: z.object({
    ...tlsParams,
    includeLoopback: z._default(z.boolean(), false),
    portsWithoutTls: z._default(
      z.array(z.int().check(z.minimum(1), z.maximum(65_535))).check(z.maxLength(64)),
      [],
    ),
  }),
  parameters: {
    ...tlsParameterNotes,
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
    ...tlsReasons,
    'no-tls-endpoint': text(
      '外部から届くTLSの受け口がない。',
      'No TLS endpoint can be reached from outside.',
    ),
    'plain-http': text(
      'TLSの受け口がなく、HTTPに暗号化なしで応答するポートがある。内容は人が確かめる。暗号化が要らないなら portsWithoutTls に届け出る。',
      'There is no TLS endpoint, and a port answers HTTP without encryption. A person looks at what it serves; where it needs none, declare it in portsWithoutTls.',
    ),
    'starttls-not-examined': text(
      'STARTTLSを使うはずのサービスがあり、TLSの設定を調べられない。',
      'A service that usually has STARTTLS did not let its TLS be examined.',
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
    const reachable = tls.endpoints.filter((endpoint) => params.includeLoopback || isReachable(endpoint));
    const speaking = reachable.flatMap((endpoint): Speaking[] =>
      endpoint.tls
        ? [{ endpoint, tls: endpoint.tls, judged: judgedEndpoint(endpoint.tls, params, now) }]
        : [],
    );
    const isUnverified = speaking.some(({ judged }) => judged.byUnverifiedRows);
    const expected = expectedText(params, isUnverified);
    const failing = speaking.filter(({ judged }) => judged.failures.length > 0);
    const failures = failing.flatMap(({ endpoint, judged }) => located(endpoint, judged.failures));
    const [failure] = failures;
    if (failure) {
      return {
        outcome: 'fail',
        reason: failure.reason,
        observed: listed(failures),
        expected,
        // While one endpoint fails for good, nothing changes by itself.
        validUntil: failing.every(({ judged }) => judged.until !== null) ? firstChange(failing) : undefined,
      };
    }
    const gaps = [
      ...speaking.flatMap(({ endpoint, judged }) => located(endpoint, judged.gaps)),
      ...unexamined(reachable, params.portsWithoutTls),
    ];
    if (gaps[0]) return { outcome: 'unknown', reason: gaps[0].reason, observed: listed(gaps), expected };
    if (speaking.length === 0) {
      const isOpen = reachable.some(
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
    return {
      outcome: 'pass',
      reason: speaking.some(({ judged }) => judged.endsSoon) ? 'ends-soon' : 'strong',
      observed: summary(speaking),
      expected,
      validUntil: firstChange(speaking),
    };
  },
});

type Endpoint = TlsEndpoints['endpoints'][number];

/** An endpoint that speaks TLS, at once or after the words of its own protocol. */
type Speaking = { endpoint: Endpoint; tls: NonNullable<Endpoint['tls']>; judged: JudgedEndpoint };

function firstChange(speaking: readonly Speaking[]): string | undefined {
  return speaking
    .flatMap(({ judged }) => judged.until ?? [])
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** WSDAPI and WinRM (two ports): HTTP that Windows itself serves, no web pages. */
const windowsOwn = new Set([5357, 5985, 47_001]);

/** Ports that may hide a TLS server: while there is one, nothing passes. */
function unexamined(endpoints: readonly Endpoint[], portsWithoutTls: readonly number[]): Located[] {
  return endpoints.flatMap((endpoint) => {
    if (endpoint.tls || isPlain(endpoint) || portsWithoutTls.includes(endpoint.port)) return [];
    const reason = hasStartTls(endpoint) ? 'starttls-not-examined' : 'not-identified';
    return located(endpoint, [{ reason, what: seenText(endpoint.seen) }]);
  });
}

const maxRemarks = 3;

function summary(speaking: readonly Speaking[]): Text {
  const observed = listed(
    speaking.flatMap(({ endpoint, tls }) => {
      const versions = tls.protocols.filter(({ offered }) => offered).map(({ protocol }) => protocol);
      const what = text(versions.join('・'), versions.join(', '));
      return located(endpoint, [{ reason: 'strong', what }]);
    }),
  );
  const ja = [observed.ja];
  const en = [observed.en];
  const ends = speaking.flatMap(({ tls }) =>
    tls.chains.flatMap(({ certificates: [own] }) => own?.notAfter.slice(0, 10) ?? []),
  );
  const until = ends.toSorted()[0];
  if (until !== undefined) {
    ja.push(`証明書は${until}まで`);
    en.push(`certificates until ${until}`);
  }
  const remarks = new Map(speaking.flatMap(({ judged }) => judged.remarks).map((one) => [one.en, one]));
  const told = [...remarks.values()].slice(0, maxRemarks);
  if (told.length > 0) {
    const more = remarks.size > maxRemarks ? ` +${remarks.size - maxRemarks}` : '';
    ja.push(`所見: ${told.map((one) => one.ja).join('、')}${more}`);
    en.push(`remarks: ${told.map((one) => one.en).join(', ')}${more}`);
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
