import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { cipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';
import type { CipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import {
  applies,
  forbiddenProtocols,
  forbiddenSuites,
  isOutsideTheList,
  minimumDhBits,
} from './requirements.ts';
import type { Level } from './requirements.ts';
import { seenText } from './words.ts';

/** One thing that decides, in words, with the reason that it gives. */
export type Point<Reason extends string = string> = { reason: Reason; what: Text };

/** Versions, suites and key lengths that the level forbids and the server accepts. */
export function serverFailures(
  tls: TlsFacts,
  level: Level,
): Point<'weak-protocol' | 'weak-cipher' | 'weak-dh'>[] {
  const points: Point<'weak-protocol' | 'weak-cipher' | 'weak-dh'>[] = [];
  for (const { protocol, offered } of tls.protocols) {
    const requirement = protocol === 'SSLv2' ? undefined : forbiddenProtocols[protocol];
    if (offered && requirement && applies(requirement, level)) {
      points.push({ reason: 'weak-protocol', what: requirement.name });
    }
  }
  const suites = acceptedSuites(tls);
  for (const requirement of forbiddenSuites) {
    if (!applies(requirement, level)) continue;
    // A suite counts for the first row that concerns it, so that one weakness is not told twice.
    const weak = suites.filter(
      (suite) => forbiddenSuites.find(({ concerns }) => concerns(suite)) === requirement,
    );
    const [first] = weak;
    if (!first) continue;
    const more = weak.length > 1 ? ` +${weak.length - 1}` : '';
    const { name } = requirement;
    points.push({
      reason: 'weak-cipher',
      what: text(`${name.ja}: ${first.name}${more}`, `${name.en}: ${first.name}${more}`),
    });
  }
  const dhBits = tls.protocols.flatMap(({ smallestDhBits }) => smallestDhBits ?? []);
  const smallest = Math.min(...dhBits);
  if (dhBits.length > 0 && smallest < minimumDhBits.bits && applies(minimumDhBits, level)) {
    points.push({ reason: 'weak-dh', what: text(`DH鍵長 ${smallest}ビット`, `DH of ${smallest} bits`) });
  }
  return points;
}

/** What could not be measured, so that the lists above may be too short. */
export function serverGaps(tls: TlsFacts): Text[] {
  const gaps: Text[] = [];
  for (const { protocol, offered, complete, answer } of tls.protocols) {
    if (offered !== null && complete) continue;
    const why = seenText(answer);
    gaps.push(text(`${protocol}は判定できない（${why.ja}）`, `${protocol} not measured (${why.en})`));
  }
  if (gaps.length === 0 && tls.protocols.every(({ offered }) => !offered)) {
    gaps.push(text('どの版でも接続できない', 'no handshake went through with any version'));
  }
  // A suite that no table knows cannot be called safe.
  for (const { id } of tls.protocols.flatMap(({ ciphers }) => ciphers)) {
    if (!cipherSuite(Number(id))) gaps.push(text(`未知の暗号スイート ${id}`, `unknown cipher suite ${id}`));
  }
  return gaps;
}

/** Accepted suites that are on no list: told, and not held against the server. */
export function remarks(tls: TlsFacts): string[] {
  return acceptedSuites(tls)
    .filter((suite) => isOutsideTheList(suite) && !forbiddenSuites.some(({ concerns }) => concerns(suite)))
    .map((suite) => suite.name);
}

function acceptedSuites(tls: TlsFacts): CipherSuite[] {
  const ids = new Set(tls.protocols.flatMap(({ ciphers }) => ciphers.map(({ id }) => id)));
  return [...ids].flatMap((id) => cipherSuite(Number(id)) ?? []);
}
