import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import type { Account } from '../../evidence/local-accounts/schema.ts';
import { passwordPolicy } from '../../evidence/password-policy/index.ts';
import type { PasswordPolicy } from '../../evidence/password-policy/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { judgeStacks } from '../judge-pam-services.ts';
import { nameList } from '../name-list.ts';

/** Broken, or so fast to try that a stolen file gives the passwords away. */
const weakHashes = new Set(['md5', 'des', 'sha1', 'sun-md5', 'nt']);

export const accountsHavePasswords = defineControl({
  id: 'accounts-have-passwords',
  title: text(
    'アカウントにパスワードがあり、安全な形で保存されている',
    'Accounts have a password, stored in a safe form',
  ),
  description: text(
    '使えるアカウントのうち、パスワードなしで入れるものと、弱い方式のハッシュで保存されたものがないことを確かめる。Linuxでは、ログインのPAMのスタックが、本人の秘密なしに通さないことも確かめる。WindowsとmacOSは設定の有無を示さないため、パスワードを必要とする設定と最小の長さで判断する。その設定より前に作られた空のパスワードは見えない。',
    'No account in use can be entered without a password, and none has its password stored with a weak hash. On Linux the PAM stacks of signing in let nobody through without a secret. Windows and macOS do not tell whether a password is set, so whether one is demanded and the minimum length decide; an empty password from before that setting is not seen.',
  ),
  needs: { state: localAccounts, policy: passwordPolicy },
  params: z.object({ allowWeakHashes: z._default(z.boolean(), false) }),
  parameters: {
    allowWeakHashes: {
      meaning: text(
        'MD5、DES、SHA-1、NTのハッシュで保存されたパスワードを認める',
        'Accept passwords stored as MD5, DES, SHA-1 or NT hashes',
      ),
      source: text('製品の既定値（認めない）', "The product's default: not accepted"),
    },
  },
  reasons: {
    'passwords-set': text(
      'パスワードなしで入れるアカウントはない。',
      'No account can be entered without a password.',
    ),
    'all-locked': text(
      'パスワードのあるアカウントはない。使えるアカウントは全て固定されていて、パスワードでは入れない。',
      'No account has a password: those in use are all locked, and no password gets in.',
    ),
    'passwords-required': text(
      '使えるアカウントの全てがパスワードを必要とする。',
      'Every account in use needs a password.',
    ),
    'empty-password': text(
      'パスワードが空のアカウントがある。',
      'There are accounts with an empty password.',
    ),
    'stack-asks-nothing': text(
      'ログインのPAMの設定が、本人の秘密なしに通す。',
      'The PAM settings of signing in let people through without a secret of their own.',
    ),
    'stack-not-known': text(
      'ログインのPAMの設定に、働きの分からないモジュールがあり、パスワードなしに通すか分からない。',
      'Modules that are not known decide in the PAM settings of signing in: they may let people through.',
    ),
    'stacks-not-told': text(
      'PAMの設定が報告されていない。エージェントを更新する。',
      'The PAM settings are not reported. Update the agent.',
    ),
    'password-not-required': text(
      'パスワードを必要としないアカウントがある。',
      'There are accounts that need no password.',
    ),
    'policy-allows-empty': text(
      'パスワードの最小の長さが0で、空のパスワードを設定できる。',
      'The minimum password length is 0: an empty one can be set.',
    ),
    'weak-hash': text(
      'パスワードが弱い方式のハッシュで保存されたアカウントがある。パスワードを設定し直す。',
      'Some passwords are stored with a weak hash. Set them anew.',
    ),
    'accounts-of-the-domain': text(
      'ドメインコントローラーのアカウントはドメインのもの。ディレクトリで確かめる。',
      'The accounts of a domain controller are those of the domain. Check them in the directory.',
    ),
    'not-told': text('パスワードの有無が分からない。', 'It is not told whether there is a password.'),
  },
  remediation: {
    linux: text(
      '`passwd -S -a` で NP と出るアカウントに `passwd アカウント名` でパスワードを設定するか、`passwd -l` で固定する。弱いハッシュは /etc/login.defs の ENCRYPT_METHOD を YESCRYPT か SHA512 にしてから設定し直す。PAMは、/etc/pam.d の login、sshd、common-auth（RHEL系は system-auth）から、pam_permit などの sufficient の行を消す。',
      'Set a password with `passwd NAME`, or lock with `passwd -l`, for accounts that `passwd -S -a` shows as NP. For weak hashes set ENCRYPT_METHOD in /etc/login.defs to YESCRYPT or SHA512 and set the password anew. Take sufficient lines with pam_permit and the like out of login, sshd and common-auth (system-auth on RHEL) below /etc/pam.d.',
    ),
    windows: text(
      '`net user アカウント名 /passwordreq:yes` を実行し、パスワードを設定する。ローカルセキュリティポリシー「パスワードの長さ」を1以上にする。',
      'Run `net user NAME /passwordreq:yes` and set a password. Set the local security policy Minimum password length to 1 or more.',
    ),
    macos: text(
      'MDMの構成プロファイル com.apple.mobiledevice.passwordpolicy で最小の長さを定め、各アカウントのパスワードを変更させる。',
      'Set a minimum length with the configuration profile com.apple.mobiledevice.passwordpolicy and have the passwords changed.',
    ),
  },
  evaluate({ state, policy }, { allowWeakHashes }, { platform }) {
    const expected = text(
      'パスワードなしで入れるアカウントなし',
      'no account that can be entered without a password',
    );
    if (state.accounts === null) {
      return {
        outcome: 'unknown',
        reason: 'accounts-of-the-domain',
        observed: text('ドメインコントローラー', 'a domain controller'),
        expected,
      };
    }
    const used = state.accounts.filter(({ state: one }) => one !== 'disabled' && one !== 'expired');
    const judged = judge(used, policy, allowWeakHashes);
    const stacks = judged.outcome === 'fail' ? null : judgeStacks(state, 'login', platform);
    const counts = stacks?.outcome === 'fail' || judged.outcome === 'pass';
    return { ...(stacks && counts ? stacks : judged), expected };
  },
});

function judge(
  used: readonly Account[],
  policy: PasswordPolicy,
  allowWeakHashes: boolean,
): Omit<Judgement, 'expected'> {
  const having = (...passwords: Account['password'][]) =>
    used.filter(({ password }) => passwords.includes(password));
  const empty = having('empty');
  if (empty.length > 0) return { outcome: 'fail', reason: 'empty-password', observed: shown(empty) };
  const exempt = having('may-be-empty');
  if (exempt.length > 0) return { outcome: 'fail', reason: 'password-not-required', observed: shown(exempt) };
  const weak = used.filter(({ hash }) => hash !== null && weakHashes.has(hash));
  if (weak.length > 0 && !allowWeakHashes) {
    return { outcome: 'fail', reason: 'weak-hash', observed: shown(weak) };
  }
  const silent = having(null);
  if (silent.length > 0) return { outcome: 'unknown', reason: 'not-told', observed: shown(silent) };
  const demanded = having('required');
  const locked = having('locked').length;
  const observed = counted(used.length - locked, locked);
  if (demanded.length === 0) {
    const reason = locked > 0 && locked === used.length ? 'all-locked' : 'passwords-set';
    return { outcome: 'pass', reason, observed };
  }
  const lengths = policy.accepted.map(({ minLength }) => minLength);
  if (lengths.includes(0)) {
    return { outcome: 'fail', reason: 'policy-allows-empty', observed: shown(demanded) };
  }
  if (lengths.length === 0 || lengths.includes(null)) {
    return { outcome: 'unknown', reason: 'not-told', observed: shown(demanded) };
  }
  return { outcome: 'pass', reason: 'passwords-required', observed };
}

/** A locked account has no password that could match: it is not one that has a password. */
function counted(withPassword: number, locked: number): Text {
  if (locked === 0) {
    return text(`パスワードのあるアカウント${withPassword}個`, `${withPassword} accounts with a password`);
  }
  return text(
    `パスワードのあるアカウント${withPassword}個、固定されたアカウント${locked}個`,
    `${withPassword} accounts with a password, ${locked} locked`,
  );
}

function shown(accounts: readonly Account[]): Text {
  return nameList(accounts.map(({ name, hash }) => (hash === null ? name : `${name} (${hash})`)));
}
