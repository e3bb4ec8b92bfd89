import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { LoginFactors, LoginWay } from '../evidence/login-factors/schema.ts';
import type { Judgement } from './define.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason'>;

/** Reasons that both controls of several factors give. */
export const factorReasons = {
  'several-factors': text(
    '入口の全てで二つ以上の要素を求める。',
    'Every way in asks for two factors or more.',
  ),
  'password-alone': text('パスワードだけで入れる入口がある。', 'At some way in a password alone is enough.'),
  'factor-alone': text(
    'パスワードなどと組み合わせずに、所持する物や生体だけで入れる入口がある。',
    'At some way in a token, device or finger alone is enough.',
  ),
  'unenrolled-pass': text(
    '二つ目の要素を登録していない利用者は、パスワードだけで入れる。',
    'People who have not set up the second factor get in with a password.',
  ),
  exceptions: text('二つ目の要素を求めない例外がある。', 'Exceptions ask for no second factor.'),
  'product-decides': text(
    '認証に加わる製品が入っている。二つ以上の要素を求めるかを、その設定で確かめる。',
    'A product takes part in signing in. Check in its settings whether it asks for two factors.',
  ),
  'not-told': text('求める要素が分からない。', 'It is not told what is asked for.'),
} satisfies Record<string, Text>;

/** The weakest way decides. */
export function judgeWays(
  ways: readonly LoginWay[],
  { otherProducts }: LoginFactors,
  { acceptKeyAlone }: { acceptKeyAlone: boolean },
): Verdict {
  const verdicts = ways.map((way) => weaknessOf(way, otherProducts.length > 0, acceptKeyAlone));
  return (
    verdicts.find((verdict) => verdict?.outcome === 'fail') ??
    verdicts.find((verdict) => verdict !== null) ?? { outcome: 'pass', reason: 'several-factors' }
  );
}

function weaknessOf(way: LoginWay, hasProducts: boolean, acceptKeyAlone: boolean): Verdict | null {
  // What a way asks for is no weakness as long as it may be closed.
  if (way.open === null) return { outcome: 'unknown', reason: 'not-told' };
  if (way.passwordAlone === true) return { outcome: 'fail', reason: 'password-alone' };
  if (way.keyAlone === true && !acceptKeyAlone) return { outcome: 'fail', reason: 'key-alone' };
  if (way.factorAlone === true && !isTwoInOne(way)) return { outcome: 'fail', reason: 'factor-alone' };
  if (way.unenrolledPass === true) return { outcome: 'fail', reason: 'unenrolled-pass' };
  if (way.exceptions.length > 0) return { outcome: 'fail', reason: 'exceptions' };
  const isOpenQuestion = way.passwordAlone === null || way.keyAlone === null || way.factorAlone === null;
  if (
    isOpenQuestion ||
    (way.unenrolledPass === null && way.factors.some(({ by }) => by.startsWith('pam_')))
  ) {
    return { outcome: 'unknown', reason: hasProducts ? 'product-decides' : 'not-told' };
  }
  // Neither a password nor anything else is known to get in.
  return way.factors.length === 0 ? { outcome: 'unknown', reason: 'not-told' } : null;
}

/** A smart card asks for its PIN: what somebody has, and what somebody knows. */
function isTwoInOne({ factors }: LoginWay): boolean {
  return factors.every(({ kind }) => kind === 'smart-card' || kind === 'windows-hello');
}

export function shownWays(ways: readonly LoginWay[], { otherProducts }: LoginFactors): Text {
  const parts = ways.map((way) => {
    const ja: string[] = [];
    const en: string[] = [];
    if (way.passwordAlone === true) {
      ja.push('パスワードだけ');
      en.push('a password alone');
    }
    if (way.keyAlone === true) {
      ja.push('SSH鍵だけ');
      en.push('an SSH key alone');
    }
    const factors = [...new Set(way.factors.map(({ by }) => by))];
    if (factors.length > 0) {
      ja.push(`要素: ${factors.join('、')}`);
      en.push(`factors: ${factors.join(', ')}`);
    }
    if (way.exceptions.length > 0) {
      ja.push(`例外: ${way.exceptions.slice(0, 3).join('、')}`);
      en.push(`exceptions: ${way.exceptions.slice(0, 3).join(', ')}`);
    }
    return text(`${way.name}（${ja.join('、') || '不明'}）`, `${way.name} (${en.join(', ') || 'not told'})`);
  });
  const ja = parts.map((part) => part.ja);
  const en = parts.map((part) => part.en);
  if (otherProducts.length > 0) {
    ja.push(`製品: ${otherProducts.slice(0, 3).join('、')}`);
    en.push(`products: ${otherProducts.slice(0, 3).join(', ')}`);
  }
  return text(ja.join('、') || 'なし', en.join('; ') || 'none');
}
