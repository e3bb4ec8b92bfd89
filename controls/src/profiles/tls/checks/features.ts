import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { FeatureFacts, TlsFacts } from '../../../evidence/tls/facts.ts';
import type { Verdict } from '../../profile-row.ts';
import type { CheckOf } from './check.ts';
import { speaksOnly13 } from './facts-read.ts';

type Flag = {
  [Name in keyof FeatureFacts]: boolean | null extends FeatureFacts[Name] ? Name : never;
}[keyof FeatureFacts];

const only13 = text('TLS 1.3だけで、この機能はない', 'TLS 1.3 alone, which does not have it');

function notMeasured(what: Text): Text {
  return text(`${what.ja}を調べられない`, `${what.en} not measured`);
}

/** A yes or no of TLS 1.2 and before. What TLS 1.3 has done away with needs no answer where it is alone. */
function flag(
  facts: TlsFacts,
  name: Exclude<Flag, 'alpn'>,
  wanted: boolean,
  words: { name: Text; expected: Text; yes: Text; no: Text },
): Verdict {
  const { name: what, expected, yes, no } = words;
  const found = facts.features[name];
  if (found === null) {
    return speaksOnly13(facts)
      ? { outcome: 'not-applicable', observed: only13, expected }
      : { outcome: 'unknown', observed: notMeasured(what), expected };
  }
  return { outcome: found === wanted ? 'met' : 'unmet', observed: found ? yes : no, expected };
}

export function compressionOff(facts: TlsFacts): Verdict {
  return flag(facts, 'compression', false, {
    name: text('TLS圧縮', 'TLS compression'),
    expected: text('TLS圧縮を使わない', 'no TLS compression'),
    yes: text('TLS圧縮を受け入れる', 'accepts TLS compression'),
    no: text('TLS圧縮なし', 'no TLS compression'),
  });
}

export function secureRenegotiation(facts: TlsFacts): Verdict {
  return flag(facts, 'secureRenegotiation', true, {
    name: text('安全な再ネゴシエーション', 'secure renegotiation'),
    expected: text('安全な再ネゴシエーション（RFC 5746）', 'secure renegotiation (RFC 5746)'),
    yes: text('RFC 5746に対応', 'supports RFC 5746'),
    no: text('RFC 5746に対応しない', 'does not support RFC 5746'),
  });
}

export function clientRenegotiationOff(facts: TlsFacts): Verdict {
  return flag(facts, 'clientRenegotiation', false, {
    name: text('クライアントからの再ネゴシエーション', 'renegotiation begun by clients'),
    expected: text('クライアントからの再ネゴシエーションに応じない', 'no renegotiation that a client begins'),
    yes: text('クライアントからの再ネゴシエーションに応じる', 'renegotiates when a client asks'),
    no: text('クライアントからの再ネゴシエーションに応じない', 'refuses renegotiation that a client begins'),
  });
}

/** RFC 5077. How often the key of tickets changes is not to be seen from outside. */
export function sessionTickets(facts: TlsFacts): Verdict {
  const expected = text(
    'セッションチケットを使わないか、鍵を定期に更新する',
    'no session tickets, or their key is renewed regularly',
  );
  const found = facts.features.sessionTickets;
  if (found === false) {
    return { outcome: 'met', observed: text('セッションチケットなし', 'no session tickets'), expected };
  }
  const observed = found
    ? text(
        'チケットを使う。鍵の更新は外から見えない',
        'tickets in use; the renewal of their key is not seen from outside',
      )
    : notMeasured(text('セッションチケット', 'session tickets'));
  return { outcome: 'unknown', observed, expected };
}

/** Authorities have begun to switch OCSP off, and a private one may have none: without it there is nothing to staple. */
export function ocspStapling(facts: TlsFacts): Verdict {
  const expected = text(
    'OCSP応答を添える（認証局が提供する場合）',
    'OCSP stapling, where the authority offers OCSP',
  );
  const found = facts.features.ocspStapled;
  if (found) return { outcome: 'met', observed: text('OCSP応答あり', 'OCSP response stapled'), expected };
  if (found === null) {
    return { outcome: 'unknown', observed: notMeasured(text('OCSP応答', 'OCSP stapling')), expected };
  }
  const isOffered = facts.chains.some(({ certificates: [leaf] }) => leaf?.namesOcspServer);
  return isOffered
    ? { outcome: 'unmet', observed: text('OCSP応答なし', 'none stapled'), expected }
    : {
        outcome: 'not-applicable',
        observed: text('証明書にOCSPのURLなし', 'the certificate names no OCSP server'),
        expected,
      };
}

/** RFC 6797. */
export function hsts({ minimumSeconds }: CheckOf<'hsts'>, facts: TlsFacts): Verdict {
  const expected = text(
    `Strict-Transport-Security: max-age=${minimumSeconds}以上`,
    `Strict-Transport-Security: max-age of ${minimumSeconds} or more`,
  );
  if (facts.http === null) {
    const isHttp = facts.features.alpn?.some((name) => name === 'h2' || name.startsWith('http/')) ?? false;
    return isHttp
      ? {
          outcome: 'unknown',
          observed: text('HTTPの応答を読めない', 'no answer over HTTP was read'),
          expected,
        }
      : { outcome: 'not-applicable', observed: text('HTTPの応答がない', 'no answer over HTTP'), expected };
  }
  const header = facts.http.strictTransportSecurity;
  if (header === null) {
    const observed = text(
      `ヘッダーなし（応答${facts.http.status}）`,
      `no header (status ${facts.http.status})`,
    );
    return { outcome: 'unmet', observed, expected };
  }
  const { maxAgeSeconds } = header;
  const shown = text(`max-age=${maxAgeSeconds ?? '？'}`, `max-age=${maxAgeSeconds ?? '?'}`);
  const isLong = maxAgeSeconds !== null && maxAgeSeconds >= minimumSeconds;
  return { outcome: isLong ? 'met' : 'unmet', observed: shown, expected };
}
