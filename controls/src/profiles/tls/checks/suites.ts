import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { TlsFacts } from '../../../evidence/tls/facts.ts';
import { cipherSuite } from '../../../evidence/tls/registry/cipher-suites.ts';
import type { Verdict } from '../../profile-row.ts';
import type { TlsProfile } from '../schema.ts';
import { isInClass, suiteClassNames } from '../suite-classes.ts';
import type { CheckOf } from './check.ts';
import { acceptedSuites, joined, listGaps, named, protocolTitle } from './facts-read.ts';
import type { Accepted } from './facts-read.ts';

/** One seen is enough to fail; that there is none takes complete lists of suites that are all known. */
export function suitesForbidden({ classes }: CheckOf<'suites-forbidden'>, facts: TlsFacts): Verdict {
  const names = classes.map((one) => suiteClassNames[one]);
  const expected = text(
    `${names.map(({ ja }) => ja).join('・')}を受け入れない`,
    `accepts none of: ${names.map(({ en }) => en).join(', ')}`,
  );
  const accepted = acceptedSuites(facts);
  // A suite counts for the first class that it is in, so that one weakness is not told twice.
  const byClass = Map.groupBy(accepted, ({ suite }) => classes.find((one) => suite && isInClass(suite, one)));
  const seen = classes.flatMap((one): Text[] => {
    const [first, ...others] = byClass.get(one) ?? [];
    if (!first) return [];
    const more = others.length > 0 ? ` +${others.length}` : '';
    const { ja, en } = suiteClassNames[one];
    return [text(`${ja}: ${first.name}${more}`, `${en}: ${first.name}${more}`)];
  });
  if (seen.length > 0) return { outcome: 'unmet', observed: joined(seen), expected };
  const gaps = [...listGaps(facts), ...strangers(accepted)];
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  return { outcome: 'met', observed: text('なし', 'none'), expected };
}

/** A suite that no table knows cannot be called safe. */
function strangers(accepted: readonly Accepted[]): Text[] {
  return accepted
    .filter(({ suite }) => suite === undefined)
    .map(({ id }) => text(`未知の暗号スイート ${id}`, `unknown cipher suite ${id}`));
}

export function suitesListed(
  { lists, tolerated, outside }: CheckOf<'suites-listed'>,
  facts: TlsFacts,
  profile: TlsProfile,
): Verdict {
  const expected =
    outside === 'unmet'
      ? text('一覧の暗号スイートだけを受け入れる', 'accepts suites of the list alone')
      : text('一覧の暗号スイートを使う', 'uses suites of the list');
  const listed = idsOf(lists, profile);
  const besides = idsOf(tolerated, profile);
  const extra = acceptedSuites(facts).filter(({ id }) => !listed.has(id));
  const strange = extra.filter(({ id }) => !besides.has(id));
  const outsideText = (suites: readonly Accepted[]) => {
    const { ja, en } = named(suites.map(({ name }) => name));
    return text(`一覧外: ${ja}`, `not on the list: ${en}`);
  };
  if (strange.length > 0 && outside === 'unmet') {
    return { outcome: 'unmet', observed: outsideText(strange), expected };
  }
  const gaps = listGaps(facts);
  if (extra.length > 0) {
    const isOpen = outside === 'unmet' && gaps.length > 0;
    return {
      outcome: isOpen ? 'unknown' : 'remark',
      observed: isOpen ? joined(gaps) : outsideText(extra),
      expected,
    };
  }
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  return { outcome: 'met', observed: text('一覧のものだけ', 'suites of the list alone'), expected };
}

function idsOf(lists: readonly string[], { suiteLists }: TlsProfile): Set<string> {
  return new Set(lists.flatMap((list) => (suiteLists[list] ?? []).map(({ id }) => id)));
}

/** Who decides, for each version that accepts two suites or more. */
export function preference({ decides }: CheckOf<'preference'>, facts: TlsFacts): Verdict {
  const who = { server: text('サーバー', 'the server'), client: text('クライアント', 'the client') };
  const expected = text(
    `暗号スイートの優先順位を${who[decides].ja}が決める`,
    `${who[decides].en} decides the order of suites`,
  );
  const asked = facts.protocols.filter(({ offered, ciphers }) => offered && ciphers.length > 1);
  const other = decides === 'server' ? 'client' : 'server';
  const wrong = asked.filter(({ serverPreference }) => serverPreference === (decides !== 'server'));
  if (wrong.length > 0) {
    const titles = wrong.map(({ protocol }) => protocolTitle(protocol)).join('・');
    const observed = text(`${titles}は${who[other].ja}の順`, `${titles}: ${who[other].en} decides`);
    return { outcome: 'unmet', observed, expected };
  }
  const gaps = [
    ...listGaps(facts),
    ...asked
      .filter(({ serverPreference }) => serverPreference === null)
      .map(({ protocol }) =>
        text(
          `${protocolTitle(protocol)}の優先順位は分からない`,
          `${protocolTitle(protocol)}: who decides is not clear`,
        ),
      ),
  ];
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  if (asked.length === 0) {
    const observed = text('選べる暗号スイートが一つだけ', 'no version has more than one suite');
    return { outcome: 'not-applicable', observed, expected };
  }
  return { outcome: 'met', observed: expected, expected };
}

/** Which length of key the server takes first where it has both. */
export function suiteOrder({ firstKeyBits }: CheckOf<'suite-order'>, facts: TlsFacts): Verdict {
  const expected = text(
    `${firstKeyBits}ビットの暗号を先に選ぶ`,
    `prefers ciphers with keys of ${firstKeyBits} bits`,
  );
  const ordered = facts.protocols.filter(
    ({ offered, serverPreference }) => offered && serverPreference === true,
  );
  const wrong = ordered.filter(({ ciphers }) => {
    const lengths = ciphers.map(({ id }) => keyBits(id));
    return lengths.includes(firstKeyBits) && lengths[0] !== firstKeyBits;
  });
  if (wrong.length > 0) {
    const { ja, en } = named(
      wrong.map(({ protocol, ciphers }) => `${protocolTitle(protocol)} ${ciphers[0]?.name ?? ''}`),
    );
    return { outcome: 'unmet', observed: text(`先頭: ${ja}`, `first: ${en}`), expected };
  }
  const gaps = listGaps(facts);
  const unclear = facts.protocols.some(
    ({ offered, ciphers, serverPreference }) => offered && ciphers.length > 1 && serverPreference === null,
  );
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  if (unclear) {
    const observed = text('優先順位は分からない', 'who decides the order is not clear');
    return { outcome: 'unknown', observed, expected };
  }
  if (ordered.length === 0) {
    const observed = text('順位をサーバーが決めない', 'the server decides no order');
    return { outcome: 'not-applicable', observed, expected };
  }
  return { outcome: 'met', observed: expected, expected };
}

/** ChaCha20 has 256 bits always; undefined for a suite whose cipher does not say. */
function keyBits(id: string): number | undefined {
  const cipher = acceptedCipher(id);
  if (cipher.startsWith('CHACHA20')) return 256;
  const digits = /^[A-Z0-9]+-(\d{3})\b/.exec(cipher)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function acceptedCipher(id: string): string {
  return cipherSuite(Number(id))?.cipher ?? '';
}
