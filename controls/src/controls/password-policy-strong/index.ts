import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { passwordPolicy } from '../../evidence/password-policy/index.ts';
import type { Accepted, PasswordPolicy } from '../../evidence/password-policy/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

const guidance = text(
  'IPA「5分でできる！情報セキュリティ自社診断」（10文字以上、大文字・小文字・数字・記号を含め複雑に）',
  'IPA, five-minute self-check of information security: 10 characters or more, complex with upper and lower case, digits and symbols',
);

type Limits = {
  minLength: number;
  minClasses: number;
  passphraseLength: number;
  minHistory: number;
  maxAgeDays: number | null;
};

export const passwordPolicyStrong = defineControl({
  id: 'password-policy-strong',
  title: text('強固なパスワードを求める設定である', 'Strong passwords are demanded'),
  description: text(
    '新しいパスワードに長さと文字の種類（大文字、小文字、数字、記号）を求め、満たさないものを拒む設定が実際に効くことを確かめる。十分に長ければ種類は問わない。Linuxは設定ファイルでなくPAMのスタックをたどり、コメントの行や、警告だけの設定は数えない。この機器のアカウントの条件であり、ディレクトリのアカウントはディレクトリの条件に従う。',
    'New passwords must have the length and the kinds of characters (upper case, lower case, digits, others), and those that have not are refused. Long ones need no mixture. On Linux the PAM stack is followed, not a file alone; comments and mere warnings do not count. These are the rules for accounts of this machine; accounts of a directory follow the rules there.',
  ),
  needs: { policy: passwordPolicy },
  params: z.object({
    minLength: z._default(z.int().check(z.positive()), 10),
    minClasses: z._default(z.int().check(z.minimum(0), z.maximum(4)), 3),
    passphraseLength: z._default(z.int().check(z.positive()), 15),
    minHistory: z._default(z.int().check(z.minimum(0)), 0),
    maxAgeDays: z._default(z.nullable(z.int().check(z.positive())), null),
  }),
  parameters: {
    minLength: {
      meaning: text('パスワードの文字数の下限', 'Fewest characters of a password'),
      source: guidance,
    },
    minClasses: {
      meaning: text(
        '大文字、小文字、数字、記号の四種のうち、求める種類の数（Windowsの「複雑さの要件」は3）',
        'Kinds of characters demanded, of upper case, lower case, digits and others; complexity of Windows is 3',
      ),
      source: text(
        '製品の既定値（Windowsの「複雑さの要件」と同じ3種）',
        "The product's default: three, as complexity of Windows",
      ),
    },
    passphraseLength: {
      meaning: text('種類を問わない文字数', 'Characters from which on no mixture is demanded'),
      source: text(
        'NIST SP 800-63B-4（単要素なら15文字以上）',
        'NIST SP 800-63B-4: 15 characters for a single factor',
      ),
    },
    minHistory: {
      meaning: text(
        '再び使えない過去のパスワードの数の下限',
        'Fewest earlier passwords that may not come back',
      ),
      source: text('製品の既定値（求めない）', "The product's default: not demanded"),
    },
    maxAgeDays: {
      unit: 'd',
      meaning: text(
        'パスワードの有効期限の上限（null は有効期限を求めない）',
        'Longest time until a password must be changed; null demands none',
      ),
      source: text(
        '製品の既定値（定期的な変更は求めない。NIST SP 800-63B-4）',
        "The product's default: no regular change, as NIST SP 800-63B-4",
      ),
    },
  },
  reasons: {
    strong: text('条件を満たすパスワードだけを受け付ける。', 'Only passwords that fit are taken.'),
    'strong-for-own-accounts': text(
      'この機器のアカウントについては条件を満たす。ディレクトリのアカウントの条件はディレクトリで確かめる。',
      'It holds for accounts of this machine. Check the rules for directory accounts in the directory.',
    ),
    'no-policy': text('新しいパスワードに条件がない。', 'Nothing is demanded of new passwords.'),
    'not-enforced': text(
      '条件に合わないパスワードも受け付ける。',
      'Passwords that do not fit are taken as well.',
    ),
    'too-short': text('短いパスワードを受け付ける。', 'Short passwords are taken.'),
    'too-simple': text(
      '文字の種類が少ないパスワードを受け付ける。',
      'Passwords with too few kinds of characters are taken.',
    ),
    'history-too-short': text('過去のパスワードを再び使える。', 'Earlier passwords can come back.'),
    'lasts-too-long': text(
      '有効期限がないか、長すぎるパスワードがある。',
      'Some passwords last too long or for ever.',
    ),
    'complexity-not-told': text(
      '「複雑さの要件」の設定を機器から読み取れない。ローカルセキュリティポリシーで確かめるか、最小の長さを種類を問わない文字数以上にする。',
      'The complexity setting cannot be read. Check it in the local security policy, or raise the minimum length to where no mixture is demanded.',
    ),
    'not-told': text('条件が分からない。', 'The rules are not told.'),
  },
  remediation: {
    linux: text(
      'libpam-pwquality（pam_pwquality）を入れ、/etc/security/pwquality.conf に minlen と minclass を書く。RHEL系は `authselect select sssd with-pwhistory`（既定で pam_pwquality が有効）、SUSEは `pam-config --add --pwquality` で有効にする。',
      'Install libpam-pwquality (pam_pwquality) and set minlen and minclass in /etc/security/pwquality.conf. The authselect profiles of the Red Hat family have it already; SUSE: `pam-config --add --pwquality`.',
    ),
    windows: text(
      'ローカルセキュリティポリシー（ドメインではグループポリシー）の「パスワードのポリシー」で「パスワードの長さ」と「複雑さの要件を満たす必要があるパスワード」を設定する。',
      'In the local security policy, or group policy in a domain, set Minimum password length and Password must meet complexity requirements.',
    ),
    macos: text(
      'MDMの構成プロファイル com.apple.mobiledevice.passwordpolicy で minLength と minComplexChars、requireAlphanumeric を設定する。',
      'Set minLength, minComplexChars and requireAlphanumeric with the configuration profile com.apple.mobiledevice.passwordpolicy.',
    ),
  },
  evaluate({ policy }, limits) {
    return { ...judge(policy, limits), observed: shown(policy, limits), expected: expectedText(limits) };
  },
});

type Verdict = Pick<Judgement, 'outcome' | 'reason'>;

function judge(policy: PasswordPolicy, limits: Limits): Verdict {
  if (policy.accepted.length === 0) return { outcome: 'fail', reason: 'no-policy' };
  if (policy.refuses === false) return { outcome: 'fail', reason: 'not-enforced' };
  const verdicts = policy.accepted.map((one) => weaknessOf(one, limits));
  const failed = verdicts.find((verdict) => verdict?.outcome === 'fail') ?? furtherFailure(policy, limits);
  if (failed) return failed;
  const undecided = verdicts.find((verdict) => verdict !== null);
  if (undecided) return undecided;
  if (policy.refuses === null || isFurtherUnknown(policy, limits)) {
    return { outcome: 'unknown', reason: 'not-told' };
  }
  return {
    outcome: 'pass',
    reason: policy.directoryAccounts === true ? 'strong-for-own-accounts' : 'strong',
  };
}

function weaknessOf({ minLength, minClasses }: Accepted, limits: Limits): Verdict | null {
  if (minLength === null) return { outcome: 'unknown', reason: 'not-told' };
  if (minLength >= limits.passphraseLength) return null;
  if (minLength < limits.minLength) return { outcome: 'fail', reason: 'too-short' };
  if (minClasses === null) {
    return limits.minClasses === 0 ? null : { outcome: 'unknown', reason: 'complexity-not-told' };
  }
  return minClasses < limits.minClasses ? { outcome: 'fail', reason: 'too-simple' } : null;
}

function furtherFailure(
  { history, maxAgeDays, longestMaxAgeDays }: PasswordPolicy,
  limits: Limits,
): Verdict | null {
  if (history !== null && history < limits.minHistory) {
    return { outcome: 'fail', reason: 'history-too-short' };
  }
  const limit = limits.maxAgeDays;
  if (limit === null) return null;
  const tooLong = [maxAgeDays, longestMaxAgeDays].some(
    (days) => days !== null && (days === 0 || days > limit),
  );
  return tooLong ? { outcome: 'fail', reason: 'lasts-too-long' } : null;
}

function isFurtherUnknown({ history, maxAgeDays }: PasswordPolicy, limits: Limits): boolean {
  return (limits.minHistory > 0 && history === null) || (limits.maxAgeDays !== null && maxAgeDays === null);
}

function expectedText({ minLength, minClasses, passphraseLength, minHistory, maxAgeDays }: Limits): Text {
  const ja = [`${minLength}文字以上で${minClasses}種以上、又は${passphraseLength}文字以上`];
  const en = [`${minLength} characters of ${minClasses} kinds, or ${passphraseLength} characters`];
  if (minHistory > 0) {
    ja.push(`過去${minHistory}個を禁止`);
    en.push(`${minHistory} earlier ones refused`);
  }
  if (maxAgeDays !== null) {
    ja.push(`有効期限${maxAgeDays}日以内`);
    en.push(`changed within ${maxAgeDays} days`);
  }
  return text(ja.join('、'), en.join(', '));
}

function shown(policy: PasswordPolicy, limits: Limits): Text {
  const rules = policy.accepted.map(({ minLength, minClasses }) =>
    text(
      `${minLength ?? '不明の'}文字以上${minClasses === null ? '、種類は不明' : `で${minClasses}種以上`}`,
      `${minLength ?? 'an unknown number of'} characters${minClasses === null ? ', kinds not told' : ` of ${minClasses} kinds`}`,
    ),
  );
  const ja = [`${policy.by}: ${rules.map((rule) => rule.ja).join('、又は') || '条件なし'}`];
  const en = [`${policy.by}: ${rules.map((rule) => rule.en).join(', or ') || 'nothing demanded'}`];
  if (policy.refuses === false) {
    ja.push('警告だけ');
    en.push('only warns');
  }
  if (limits.minHistory > 0) {
    ja.push(`過去${policy.history ?? '不明の数'}個を禁止`);
    en.push(`${policy.history ?? 'an unknown number of'} earlier ones refused`);
  }
  if (limits.maxAgeDays !== null) {
    ja.push(
      `有効期限 ${daysShown(policy.maxAgeDays).ja}、既存のアカウントで最長 ${daysShown(policy.longestMaxAgeDays).ja}`,
    );
    en.push(
      `changed after ${daysShown(policy.maxAgeDays).en}, among accounts at most ${daysShown(policy.longestMaxAgeDays).en}`,
    );
  }
  return text(ja.join('。'), en.join('; '));
}

function daysShown(days: number | null): Text {
  if (days === null) return text('不明', 'not told');
  return days === 0 ? text('なし', 'never') : text(`${days}日`, `${days} days`);
}
