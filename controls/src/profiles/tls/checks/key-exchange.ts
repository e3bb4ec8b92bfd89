import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { TlsFacts } from '../../../evidence/tls/facts.ts';
import type { Verdict } from '../../profile-row.ts';
import { groupStrength } from '../group-strength.ts';
import type { TlsProfile } from '../schema.ts';
import type { CheckOf } from './check.ts';
import {
  acceptedSuites,
  joined,
  listGaps,
  named,
  protocolFacts,
  protocolTitle,
  unmeasured,
} from './facts-read.ts';
import type { ProtocolName } from './facts-read.ts';
import { inForce } from './later.ts';

const isBefore13 = (protocol: ProtocolName) => protocol !== 'TLSv1.3';

/** Shortest prime seen: of each version before TLS 1.3, and of the groups with a name. */
export function shortestDh(facts: TlsFacts): number | null {
  const lengths = [
    ...facts.protocols.flatMap(({ smallestDhBits }) => smallestDhBits ?? []),
    ...facts.groups.flatMap(({ accepted }) =>
      accepted.flatMap(({ id }) => {
        const strength = groupStrength(Number(id));
        return strength?.kind === 'prime' ? [strength.bits] : [];
      }),
    ),
  ];
  return lengths.length === 0 ? null : Math.min(...lengths);
}

export function dhBits({ minimum, later }: CheckOf<'dh-bits'>, facts: TlsFacts, now: Date): Verdict {
  const { limit, next } = inForce(now, { minimum }, later);
  const expected = text(`DHEは${limit.minimum}ビット以上`, `DHE of ${limit.minimum} bits or more`);
  const shortest = shortestDh(facts);
  if (shortest !== null && shortest < limit.minimum) {
    return { outcome: 'unmet', observed: text(`DH ${shortest}ビット`, `DH of ${shortest} bits`), expected };
  }
  const gaps = dhGaps(facts);
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  if (shortest === null) {
    return { outcome: 'not-applicable', observed: text('DHEを使わない', 'no DHE'), expected };
  }
  const observed = text(`DH ${shortest}ビット`, `DH of ${shortest} bits`);
  const validUntil = next && shortest < next.limit.minimum ? next.at : undefined;
  return { outcome: 'met', observed, expected, validUntil };
}

/** Why a shorter prime might be in use than was seen. */
export function dhGaps(facts: TlsFacts): Text[] {
  const silent = facts.protocols
    .filter(({ protocol, smallestDhBits }) => isBefore13(protocol) && smallestDhBits === null)
    .filter(({ protocol }) => uses(facts, protocol, ['DHE', 'DHE-PSK']))
    .map(({ protocol }) =>
      text(
        `${protocolTitle(protocol)}のDH鍵長が分からない`,
        `${protocolTitle(protocol)}: length of DH not read`,
      ),
    );
  return [...listGaps(facts, isBefore13), ...silent, ...groupGaps(facts, ['TLSv1.3'])];
}

function uses(facts: TlsFacts, protocol: ProtocolName, keyExchanges: readonly string[]): boolean {
  return acceptedSuites(facts, (one) => one === protocol).some(
    ({ suite }) => suite !== undefined && keyExchanges.includes(suite.keyExchange),
  );
}

/**
 * Why the lists of groups may be too short: a version that needs a group and has no complete list, or one of which it is
 * not known whether it does. TLS 1.2 and before share a list.
 */
function groupGaps(facts: TlsFacts, asked: readonly ('before' | 'TLSv1.3')[]): Text[] {
  const gaps: Text[] = [];
  if (asked.includes('TLSv1.3')) {
    const found = protocolFacts(facts, 'TLSv1.3');
    if (found?.offered === undefined || found.offered === null) {
      gaps.push(unmeasured('TLSv1.3', found?.answer));
    } else if (found.offered && !hasList(facts, (protocol) => protocol === 'TLSv1.3')) {
      gaps.push(text('TLS 1.3の鍵交換の群を調べきれない', 'TLS 1.3: groups not measured in full'));
    }
  }
  if (asked.includes('before')) {
    const before = facts.protocols.filter(({ protocol }) => isBefore13(protocol));
    const usesCurves = before.some(({ protocol }) => uses(facts, protocol, ['ECDHE', 'ECDHE-PSK', 'ECCPWD']));
    if (usesCurves && !hasList(facts, isBefore13)) {
      gaps.push(
        text('TLS 1.2以前の楕円曲線を調べきれない', 'TLS 1.2 and before: curves not measured in full'),
      );
    }
    gaps.push(...listGaps(facts, isBefore13));
  }
  return gaps;
}

/** [] with versions that use groups is a list that nobody made. */
function hasList(facts: TlsFacts, isAsked: (protocol: ProtocolName) => boolean): boolean {
  return facts.groups.some(
    ({ protocol, complete, accepted }) => isAsked(protocol) && complete && accepted.length > 0,
  );
}

function acceptedGroups(facts: TlsFacts): { id: string; name: string }[] {
  const distinct = new Map(facts.groups.flatMap(({ accepted }) => accepted).map((one) => [one.id, one]));
  return [...distinct.values()];
}

/** Curves and hybrids; groups of primes are judged by their length. */
export function groupsStrong({ minimumBits }: CheckOf<'groups-strong'>, facts: TlsFacts): Verdict {
  const expected = text(
    `鍵交換の楕円曲線は${minimumBits}ビット安全性以上`,
    `curves of ${minimumBits}-bit security or more`,
  );
  const groups = acceptedGroups(facts).map((group) => ({
    ...group,
    strength: groupStrength(Number(group.id)),
  }));
  const weak = groups.filter(({ strength }) => strength?.kind === 'curve' && strength.bits < minimumBits);
  if (weak.length > 0) {
    return { outcome: 'unmet', observed: named(weak.map(({ name }) => name)), expected };
  }
  const strange = groups
    .filter(({ strength }) => strength === undefined)
    .map(({ id }) => text(`未知の群 ${id}`, `unknown group ${id}`));
  const gaps = [...groupGaps(facts, ['before', 'TLSv1.3']), ...strange];
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  const outside = groups.filter(({ strength }) => strength?.kind === 'outside');
  if (outside.length > 0) {
    const { ja, en } = named(outside.map(({ name }) => name));
    return { outcome: 'remark', observed: text(`一般の一覧外: ${ja}`, `on no usual list: ${en}`), expected };
  }
  const curves = groups.filter(({ strength }) => strength?.kind === 'curve');
  if (curves.length === 0) {
    const observed = text('楕円曲線を使わない', 'no curve in use');
    return { outcome: 'not-applicable', observed, expected };
  }
  return { outcome: 'met', observed: named(curves.map(({ name }) => name)), expected };
}

export function groupsListed(
  { list, outside }: CheckOf<'groups-listed'>,
  facts: TlsFacts,
  { groupLists }: TlsProfile,
): Verdict {
  const entries = groupLists[list] ?? [];
  const names = entries.map(({ name }) => name).join(', ');
  const expected = text(`${names}だけを使う`, `${names} alone`);
  const extra = acceptedGroups(facts).filter(({ id }) => !entries.some((entry) => entry.id === id));
  if (extra.length > 0) {
    const { ja, en } = named(extra.map(({ name }) => name));
    const observed = text(`一覧外: ${ja}`, `not on the list: ${en}`);
    return { outcome: outside, observed, expected };
  }
  const gaps = groupGaps(facts, ['before', 'TLSv1.3']);
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  return { outcome: 'met', observed: text('一覧のものだけ', 'groups of the list alone'), expected };
}

/** All of the list, in TLS 1.3. */
export function groupsRequired(
  { list }: CheckOf<'groups-required'>,
  facts: TlsFacts,
  { groupLists }: TlsProfile,
): Verdict {
  const entries = groupLists[list] ?? [];
  const names = entries.map(({ name }) => name).join(', ');
  const expected = text(`${names}を受け入れる`, `accepts ${names}`);
  const accepted = new Set(acceptedGroups(facts).map(({ id }) => id));
  const missing = entries.filter(({ id }) => !accepted.has(id));
  if (missing.length === 0) return { outcome: 'met', observed: expected, expected };
  const gaps = groupGaps(facts, ['TLSv1.3']);
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  const { ja, en } = named(missing.map(({ name }) => name));
  return { outcome: 'unmet', observed: text(`${ja}を受け入れない`, `refuses ${en}`), expected };
}
