import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { passwordPolicy } from '../../evidence/password-policy/index.ts';
import type { Lockout } from '../../evidence/password-policy/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

type Limits = { maxAttempts: number; minLockMinutes: number };

export const accountLockoutEnabled = defineControl({
  id: 'account-lockout-enabled',
  title: text('認証の失敗が続くとロックされる', 'Repeated failures lock the account'),
  description: text(
    'パスワードを次々に試す行為に対し、サインインの入口の全てで、上限の回数の失敗の後にアカウントがロックされることを確かめる。LinuxはPAMのスタックを順にたどり、行があっても実行されない設定や、ロックされたアカウントを通す設定は数えない。',
    'Against trying one password after the other, the account locks after at most so many failures at every way of signing in. On Linux the PAM stack is carried out step by step: lines that are never reached, or that let a locked account in, do not count.',
  ),
  needs: { policy: passwordPolicy },
  params: z.object({
    maxAttempts: z._default(z.int().check(z.positive()), 10),
    minLockMinutes: z._default(z.number().check(z.minimum(0)), 10),
  }),
  parameters: {
    maxAttempts: {
      meaning: text('ロックされるまでの失敗の回数の上限', 'Most failures until the account locks'),
      source: text('PCI DSS 4.0 要件8.3.4（10回以内）', 'PCI DSS 4.0, requirement 8.3.4: 10 at most'),
    },
    minLockMinutes: {
      unit: 'min',
      meaning: text(
        'ロックが続く時間の下限（管理者が解除するまでなら満たす）',
        'Shortest time that the lock lasts; until an administrator unlocks it is enough',
      ),
      source: text(
        'Windows 11 22H2以降と pam_faillock の既定値（10分）',
        'The default of Windows 11 22H2 and later, and of pam_faillock: 10 minutes',
      ),
    },
  },
  reasons: {
    locks: text(
      '入口の全てで、失敗が続くとロックされる。',
      'Repeated failures lock at every way of signing in.',
    ),
    'nothing-to-sign-in': text('サインインの入口がない。', 'There is no way of signing in.'),
    'no-lockout': text(
      '失敗が続いてもロックされない入口がある。',
      'At some way failures never lock the account.',
    ),
    'does-not-work': text(
      'ロックの設定があるが、PAMのスタックで働かない。行の順序を直す。',
      'Lockout is configured but does not work in the PAM stack. Put its lines in order.',
    ),
    'too-many-attempts': text('ロックまでの回数が上限を超える。', 'It takes more failures than the limit.'),
    'too-short': text('ロックの続く時間が短い。', 'The lock ends too soon.'),
    'not-told': text('ロックされるか分からない。', 'It is not told whether it locks.'),
  },
  remediation: {
    linux: text(
      'RHEL系は `authselect enable-feature with-faillock`、Debian系は /usr/share/pam-configs に faillock の設定を置いて `pam-auth-update` で、pam_unix の前に preauth、後に authfail と authsucc を入れる。回数と時間は /etc/security/faillock.conf の deny と unlock_time に書く。',
      'Red Hat family: `authselect enable-feature with-faillock`. Debian and Ubuntu: put a faillock profile into /usr/share/pam-configs and run `pam-auth-update`, with preauth before pam_unix and authfail and authsucc behind it. Set deny and unlock_time in /etc/security/faillock.conf.',
    ),
    windows: text(
      'ローカルセキュリティポリシー（ドメインではグループポリシー）の「アカウント ロックアウトのポリシー」で「アカウントのロックアウトのしきい値」と「ロックアウト期間」を設定する。',
      'In the local security policy, or group policy in a domain, set Account lockout threshold and Account lockout duration.',
    ),
    macos: text(
      'MDMの構成プロファイル com.apple.mobiledevice.passwordpolicy で maxFailedAttempts と minutesUntilFailedLoginReset を設定する。',
      'Set maxFailedAttempts and minutesUntilFailedLoginReset with the configuration profile com.apple.mobiledevice.passwordpolicy.',
    ),
  },
  evaluate({ policy: { lockouts } }, limits) {
    const expected = text(
      `${limits.maxAttempts}回以内の失敗で${limits.minLockMinutes}分以上ロック`,
      `locks for ${limits.minLockMinutes} minutes after at most ${limits.maxAttempts} failures`,
    );
    const observed = shown(lockouts);
    if (lockouts.length === 0) {
      return { outcome: 'not-applicable', reason: 'nothing-to-sign-in', observed, expected };
    }
    const verdicts = lockouts.map((lockout) => weaknessOf(lockout, limits));
    const worst =
      verdicts.find((verdict) => verdict?.outcome === 'fail') ?? verdicts.find((verdict) => verdict !== null);
    return { ...(worst ?? { outcome: 'pass', reason: 'locks' }), observed, expected };
  },
});

function weaknessOf(
  { by, works, attempts, lockSeconds }: Lockout,
  { maxAttempts, minLockMinutes }: Limits,
): Pick<Judgement, 'outcome' | 'reason'> | null {
  if (by === 'none' || attempts === 0) return { outcome: 'fail', reason: 'no-lockout' };
  if (works === false) return { outcome: 'fail', reason: 'does-not-work' };
  if (attempts !== null && attempts > maxAttempts) return { outcome: 'fail', reason: 'too-many-attempts' };
  if (lockSeconds !== null && lockSeconds !== 0 && lockSeconds < minLockMinutes * 60) {
    return { outcome: 'fail', reason: 'too-short' };
  }
  return works === null || attempts === null || lockSeconds === null
    ? { outcome: 'unknown', reason: 'not-told' }
    : null;
}

function shown(lockouts: readonly Lockout[]): Text {
  if (lockouts.length === 0) return text('入口なし', 'no way of signing in');
  const parts = lockouts.map(({ service, by, works, attempts, lockSeconds }) => {
    if (by === 'none' || attempts === 0) return text(`${service}: なし`, `${service}: none`);
    if (works === false) return text(`${service}: ${by} が働かない`, `${service}: ${by} does not work`);
    const ja = lockSeconds === 0 ? '解除まで' : lockSeconds === null ? '時間は不明' : `${lockSeconds}秒`;
    const en =
      lockSeconds === 0 ? 'until unlocked' : lockSeconds === null ? 'time not told' : `${lockSeconds} s`;
    return text(
      `${service}: ${attempts ?? '不明の'}回で${ja}`,
      `${service}: after ${attempts ?? 'unknown'}, ${en}`,
    );
  });
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join('; '));
}
