import { text } from '@tenken/shared';
import type { SshFacts, SshLists } from '../../evidence/ssh/facts.ts';
import type { Verdict as RowVerdict } from '../profile-row.ts';
import { offered, tellsSize } from './algorithms.ts';
import type { Area, Row, SizeLimit, Verdict } from './profile.ts';
import { rowOf, verdictAt } from './verdict.ts';
import { endOfDayInJapan, listed, named } from './words.ts';

/** A name, the row that it is in, and what that row says at this moment. */
type Judged = { name: string; row: Row | null; verdict: Verdict | null };

function judgedNames(lists: SshLists, area: Area, rows: readonly Row[], now: Date): Judged[] {
  return offered(lists, area).map((name) => {
    const row = rowOf(rows, area, name);
    return { name, row, verdict: row && verdictAt(row, now) };
  });
}

function shown(judged: readonly Judged[]) {
  return listed(
    judged.map(({ name, row }) => {
      const because = row?.because;
      return because ? text(`${name}（${because.ja}）`, `${name} (${because.en})`) : text(name, name);
    }),
  );
}

/** First instant at which one of the names in use becomes a failure. */
function ends(judged: readonly Judged[], now: Date): string | undefined {
  return judged
    .flatMap(({ row }) => (row?.until === undefined ? [] : [endOfDayInJapan(row.until)]))
    .filter((instant) => instant > now.toISOString())
    .toSorted()[0];
}

/** Nothing that must not be used. A name in no row says nothing of itself. */
export function nothingForbidden(lists: SshLists, area: Area, rows: readonly Row[], now: Date): RowVerdict {
  const judged = judgedNames(lists, area, rows, now);
  const expected = text('使ってはならない方式を提示しない', 'offers nothing that must not be used');
  const failing = judged.filter(({ verdict }) => verdict === 'fail');
  if (failing.length > 0) return { outcome: 'unmet', observed: shown(failing), expected };
  const unknown = judged.filter(({ verdict }) => verdict === null);
  if (unknown.length > 0) {
    const names = shown(unknown);
    return {
      outcome: 'unknown',
      observed: text(`どの行にもない方式: ${names.ja}`, `in no row: ${names.en}`),
      expected,
    };
  }
  if (judged.length === 0) return { outcome: 'unknown', observed: text('提示なし', 'offers none'), expected };
  const count = judged.length;
  const observed = text(`${count}方式、使ってはならないものなし`, `${count}, none that must not be used`);
  return { outcome: 'met', observed, expected, validUntil: ends(judged, now) };
}

/** Nothing outside the list, and nothing for a limited time. */
export function nothingDoubtful(lists: SshLists, area: Area, rows: readonly Row[], now: Date): RowVerdict {
  const judged = judgedNames(lists, area, rows, now);
  const expected = text(
    'リスト外・期限付きの方式を提示しない',
    'offers nothing off the list or for a limited time',
  );
  const doubtful = judged.filter(({ verdict }) => verdict === 'warn');
  if (doubtful.length > 0) {
    return { outcome: 'unmet', observed: shown(doubtful), expected, validUntil: ends(doubtful, now) };
  }
  if (judged.some(({ verdict }) => verdict !== 'pass')) {
    return {
      outcome: 'unmet',
      observed: shown(judged.filter(({ verdict }) => verdict !== 'pass')),
      expected,
    };
  }
  return { outcome: 'met', observed: text('該当なし', 'none'), expected };
}

/** One number that is compared with a limit: bits, and what has them. */
type Sized = { what: string; bits: number };

/** @param gaps what has a size that is not known */
function sizeVerdict(
  sizes: readonly Sized[],
  gaps: readonly string[],
  limit: SizeLimit,
  isMandatory: boolean,
  now: Date,
): RowVerdict {
  const end = endOfDayInJapan(limit.until);
  const isOver = now.toISOString() >= end;
  const required = isMandatory && !isOver ? limit.failBelow : limit.warnBelow;
  const expected = text(`${required}ビット以上`, `${required} bits or more`);
  const show = (some: readonly Sized[]) => named(some.map(({ what, bits }) => `${what} ${bits}`));
  const short = sizes.filter(({ bits }) => bits < required);
  if (short.length > 0) {
    return { outcome: 'unmet', observed: show(short), expected, validUntil: undefined };
  }
  if (gaps.length > 0) {
    const names = named(gaps);
    const observed = text(`長さを読めない: ${names.ja}`, `size not read: ${names.en}`);
    return { outcome: 'unknown', observed, expected };
  }
  if (sizes.length === 0) {
    return { outcome: 'not-applicable', observed: text('該当なし', 'none is used'), expected };
  }
  const endsThen = required < limit.warnBelow && sizes.some(({ bits }) => bits < limit.warnBelow);
  return { outcome: 'met', observed: show(sizes), expected, validUntil: endsThen ? end : undefined };
}

/** Moduli of RSA and DSA: of host keys, and of the keys that signed their certificates. */
export function hostKeySizes(
  { hostKeys, hostKeysUnread }: SshFacts,
  limit: SizeLimit,
  isMandatory: boolean,
  now: Date,
): RowVerdict {
  const keys = hostKeys.flatMap((key) => (key.authority ? [key, key.authority] : [key]));
  const sizes = keys
    .filter(({ type }) => /^ssh-(?:rsa|dss)/.test(type))
    .map(({ type, bits }) => ({ what: type, bits }));
  const gaps = hostKeysUnread
    .filter(({ algorithm }) => !tellsSize(algorithm) || algorithm.includes('-cert-'))
    .map(({ algorithm, why }) => `${algorithm} (${why})`);
  return sizeVerdict(sizes, gaps, limit, isMandatory, now);
}

/**
 * The smallest group that a client can get. A server that hung up on a request refused it, as long as it answered
 * another one afterwards.
 */
export function groupSizes(
  { groups }: SshFacts,
  limit: SizeLimit,
  isMandatory: boolean,
  now: Date,
): RowVerdict {
  const smallest = smallestGroup(groups);
  const sizes = smallest === null ? [] : [smallest];
  const gaps = groups
    .filter(({ bits, answer }) => bits === null && !isRefusal(answer))
    .map(({ algorithm, answer }) => `${algorithm} (${answer})`);
  if (smallest === null && gaps.length === 0 && groups[0]) gaps.push(groups[0].algorithm);
  return sizeVerdict(sizes, [...new Set(gaps)], limit, isMandatory, now);
}

export function smallestGroup(groups: SshFacts['groups']): Sized | null {
  const [smallest] = groups
    .flatMap(({ algorithm, bits }) => (bits === null ? [] : [{ what: algorithm, bits }]))
    .toSorted((a, b) => a.bits - b.bits);
  return smallest ?? null;
}

/** Reasons 2 and 3 of RFC 4250 section 4.2.2: protocol error, key exchange failed. */
function isRefusal(answer: string): boolean {
  return ['hangs-up', 'disconnect-2', 'disconnect-3'].includes(answer);
}

/** SSH 2 only: `1.99` means that SSH 1 is spoken as well (RFC 4253 section 5.1). */
export function protocolTwo({ protocol, identification }: SshFacts): RowVerdict {
  const expected = text('SSH 2.0だけ', 'SSH 2.0 alone');
  const outcome = protocol === '2.0' ? 'met' : 'unmet';
  return { outcome, observed: text(identification, identification), expected };
}

/**
 * Terrapin (CVE-2023-48795): a sequence of packets can be cut off at its beginning, with ChaCha20-Poly1305 or CBC with
 * encrypt-then-MAC, unless both sides do strict key exchange. Whether the client does is not the server's.
 */
export function noPrefixTruncation(lists: SshLists): RowVerdict {
  const expected = text(
    'strict key exchange に対応するか、影響を受ける暗号を提示しない',
    'strict key exchange, or no cipher that is affected',
  );
  if (lists.signals.includes('kex-strict-s-v00@openssh.com')) {
    return { outcome: 'met', observed: text('strict key exchange あり', 'strict key exchange'), expected };
  }
  const affected = (['toServer', 'toClient'] as const).flatMap((way) => {
    const chacha = lists.ciphers[way].filter((name) => name.startsWith('chacha20-poly1305'));
    const cbc = lists.ciphers[way].filter((name) => /-cbc(?:@|$)/.test(name));
    const isEtm = lists.macs[way].some((name) => name.endsWith('-etm@openssh.com'));
    return [...chacha, ...(isEtm ? cbc : [])];
  });
  const names = named([...new Set(affected)]);
  if (affected.length > 0) {
    const observed = text(`strict key exchange なし、${names.ja}`, `no strict key exchange, ${names.en}`);
    return { outcome: 'unmet', observed, expected };
  }
  return { outcome: 'met', observed: text('影響を受ける暗号なし', 'no cipher that is affected'), expected };
}
