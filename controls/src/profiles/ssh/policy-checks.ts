import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { SshFacts, SshLists } from '../../evidence/ssh/facts.ts';
import type { Verdict } from '../profile-row.ts';
import { offered } from './algorithms.ts';
import { smallestGroup } from './checks.ts';
import type { PolicyList, PolicyProfile } from './profile.ts';
import { named } from './words.ts';

/** Exactly the policy's list in its order, or nothing but what is in it. */
export function asInPolicy(lists: SshLists, list: PolicyList, profile: PolicyProfile): Verdict {
  const found = offered(lists, list);
  const wanted = profile.lists[list];
  const names = named(wanted);
  const expected = profile.allowSubset
    ? text(`次の範囲: ${names.ja}`, `among: ${names.en}`)
    : text(`次のとおり: ${names.ja}`, `exactly: ${names.en}`);
  const extra = found.filter((name) => !wanted.includes(name));
  const missing = profile.allowSubset ? [] : wanted.filter((name) => !found.includes(name));
  const parts: Text[] = [];
  if (extra.length > 0) parts.push(text(`余分: ${named(extra).ja}`, `extra: ${named(extra).en}`));
  if (missing.length > 0) parts.push(text(`不足: ${named(missing).ja}`, `missing: ${named(missing).en}`));
  if (parts.length > 0) {
    const observed = text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join('; '));
    return { outcome: 'unmet', observed, expected };
  }
  const isInOrder = profile.allowSubset || found.every((name, index) => wanted[index] === name);
  if (!isInOrder) {
    return { outcome: 'unmet', observed: text('順序が異なる', 'in another order'), expected };
  }
  if (found.length === 0) return { outcome: 'unknown', observed: text('提示なし', 'offers none'), expected };
  return { outcome: 'met', observed: named(found), expected };
}

export function keysAsInPolicy({ hostKeys, hostKeysUnread }: SshFacts, profile: PolicyProfile): Verdict {
  const sizes = Object.entries(profile.hostKeyBits).map(([type, bits]) => `${type} ${bits}`);
  const expected = sizesText(sizes, profile);
  const base = (type: string) => type.replace(/-cert-v01@openssh\.com$/, '');
  const keys = hostKeys.flatMap((key) => (key.authority ? [key, key.authority] : [key]));
  const wrong = keys.filter(({ type, bits }) => {
    const wanted = own(profile.hostKeyBits, base(type));
    return wanted === undefined || !fits(bits, wanted, profile);
  });
  if (wrong.length > 0) {
    return { outcome: 'unmet', observed: named(wrong.map(({ type, bits }) => `${type} ${bits}`)), expected };
  }
  if (hostKeysUnread.length > 0 || hostKeys.length === 0) {
    const unread = named(hostKeysUnread.map(({ algorithm, why }) => `${algorithm} (${why})`));
    return {
      outcome: 'unknown',
      observed: text(`読めない: ${unread.ja}`, `not read: ${unread.en}`),
      expected,
    };
  }
  return { outcome: 'met', observed: named(keys.map(({ type, bits }) => `${type} ${bits}`)), expected };
}

export function groupsAsInPolicy({ groups }: SshFacts, profile: PolicyProfile): Verdict {
  const { groupBits } = profile;
  if (groupBits === null) {
    const expected = text('group exchange なし', 'no group exchange');
    return groups.length === 0
      ? { outcome: 'met', observed: expected, expected }
      : { outcome: 'unmet', observed: named(groups.map(({ algorithm }) => algorithm)), expected };
  }
  const expected = sizesText([String(groupBits)], profile);
  if (groups.length === 0) {
    return {
      outcome: 'not-applicable',
      observed: text('group exchange なし', 'no group exchange'),
      expected,
    };
  }
  const smallest = smallestGroup(groups);
  if (smallest === null) {
    return { outcome: 'unknown', observed: text('長さを読めない', 'size not read'), expected };
  }
  const observed = named([`${smallest.what} ${smallest.bits}`]);
  return { outcome: fits(smallest.bits, groupBits, profile) ? 'met' : 'unmet', observed, expected };
}

export function strictKeyExchange({ signals }: SshLists): Verdict {
  const expected = text('strict key exchange あり', 'strict key exchange');
  return signals.includes('kex-strict-s-v00@openssh.com')
    ? { outcome: 'met', observed: expected, expected }
    : { outcome: 'unmet', observed: text('なし', 'none'), expected };
}

function fits(bits: number, wanted: number, { allowLarger }: PolicyProfile): boolean {
  return allowLarger ? bits >= wanted : bits === wanted;
}

function sizesText(sizes: readonly string[], { allowLarger }: PolicyProfile): Text {
  const names = named(sizes);
  return allowLarger
    ? text(`${names.ja} ビット以上`, `${names.en} bits or more`)
    : text(`${names.ja} ビット`, `${names.en} bits`);
}
