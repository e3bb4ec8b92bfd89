import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Named, ProtocolFacts, TlsFacts } from '../../../evidence/tls/facts.ts';
import { cipherSuite } from '../../../evidence/tls/registry/cipher-suites.ts';
import type { CipherSuite } from '../../../evidence/tls/registry/cipher-suites.ts';
import { allProtocols } from '../../../evidence/tls/registry/protocols.ts';

export type ProtocolName = ProtocolFacts['protocol'];

const protocolTitles: Record<ProtocolName, string> = {
  SSLv2: 'SSL 2.0',
  SSLv3: 'SSL 3.0',
  'TLSv1.0': 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

export function protocolTitle(protocol: ProtocolName): string {
  return protocolTitles[protocol];
}

export function protocolFacts(facts: TlsFacts, protocol: ProtocolName): ProtocolFacts | undefined {
  return facts.protocols.find((one) => one.protocol === protocol);
}

/** A handshake went through with one version at least: otherwise nothing is known of the server at all. */
export function speaks(facts: TlsFacts): boolean {
  return facts.protocols.some(({ offered }) => offered === true);
}

/** It was seen to accept TLS 1.3 and to refuse each version before it, SSL 2.0 included. */
export function speaksOnly13(facts: TlsFacts): boolean {
  return allProtocols.every(
    (protocol) => protocolFacts(facts, protocol)?.offered === (protocol === 'TLSv1.3'),
  );
}

/** A suite that some version takes; `suite` is undefined for a code that no table knows. */
export type Accepted = { id: string; name: string; suite: CipherSuite | undefined };

/**
 * Each accepted suite once. Without those of SSL 2.0, which have numbers of their own: every profile forbids that version
 * itself, so that they are told there.
 */
export function acceptedSuites(
  facts: TlsFacts,
  isAsked: (protocol: ProtocolName) => boolean = () => true,
): Accepted[] {
  const named = new Map<string, Named>();
  for (const { protocol, ciphers } of facts.protocols) {
    if (protocol === 'SSLv2' || !isAsked(protocol)) continue;
    for (const cipher of ciphers) named.set(cipher.id, cipher);
  }
  return [...named.values()].map(({ id, name }) => ({ id, name, suite: cipherSuite(Number(id)) }));
}

/** Versions whose list of suites may be longer than what was seen, with the reason. */
export function listGaps(facts: TlsFacts, isAsked: (protocol: ProtocolName) => boolean = () => true): Text[] {
  return allProtocols
    .filter((protocol) => protocol !== 'SSLv2' && isAsked(protocol))
    .flatMap((protocol) => {
      const found = protocolFacts(facts, protocol);
      return found && found.offered !== null && found.complete ? [] : [unmeasured(protocol, found?.answer)];
    });
}

export function unmeasured(protocol: ProtocolName, answer: string | undefined): Text {
  const why = answer === undefined ? text('調べていない', 'not examined') : answerText(answer);
  return text(
    `${protocolTitle(protocol)}は判定できない（${why.ja}）`,
    `${protocolTitle(protocol)} not measured (${why.en})`,
  );
}

const answerWords: Record<string, Text> = {
  silent: text('応答なし', 'no answer'),
  dropped: text('応答せず切断', 'hangs up without an answer'),
  'hangs-up': text('応答せず切断', 'hangs up without an answer'),
  'not-tls': text('TLSでない応答', 'an answer that is no TLS'),
  'too-long': text('長すぎる応答', 'an answer that is too long'),
  'refused-connection': text('接続を拒否', 'refuses the connection'),
  'no-connection': text('接続できない', 'no connection'),
  'out-of-time': text('時間切れ', 'out of time'),
  contradiction: text('矛盾する応答', 'a contradictory answer'),
  unparsable: text('解釈できない', 'not understood'),
  'output-limit': text('多すぎる', 'too many'),
  accepted: text('一覧を取りきれない', 'the list is not complete'),
};

/** Why something has no answer; alerts and names stay as they are. */
export function answerText(answer: string): Text {
  return own(answerWords, answer) ?? text(answer, answer);
}

const maxNamed = 3;

/** The first few names, and how many more there are. */
export function named(names: readonly string[]): Text {
  const shown = names.slice(0, maxNamed);
  const more = names.length > maxNamed ? ` +${names.length - maxNamed}` : '';
  return text(`${shown.join('、')}${more}`, `${shown.join(', ')}${more}`);
}

/** Texts one after the other, the first few in full. */
export function joined(texts: readonly Text[]): Text {
  const distinct = [...new Map(texts.map((one) => [one.en, one])).values()];
  return text(named(distinct.map(({ ja }) => ja)).ja, named(distinct.map(({ en }) => en)).en);
}
