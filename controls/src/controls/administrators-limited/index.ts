import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import type { LocalAccounts, Privilege } from '../../evidence/local-accounts/schema.ts';
import { defineControl } from '../define.ts';
import { holdsName, nameList } from '../name-list.ts';

export const administratorsLimited = defineControl({
  id: 'administrators-limited',
  title: text(
    '管理者権限を持つ者は承認された最小限の人数である',
    'Few people, all of them approved, are administrators',
  ),
  description: text(
    '管理者になれるアカウントとグループを数え、上限以内で全て届出された管理者であることを確かめる。Linuxは管理者のグループ、sudoとdoasの規則、docker など root と同等のグループ、Windowsは Administrators グループ（SID S-1-5-32-544）の構成員、macOSは admin グループを見る。root と、無効のアカウントは数えない。ドメインのグループは機器から展開できないため、一つの管理者として数える。',
    'Counts the accounts and groups that can become administrator: within the limit, and all of them declared. Linux: groups of administrators, rules of sudo and doas, and groups that amount to root such as docker; Windows: members of the group S-1-5-32-544; macOS: the group admin. root and disabled accounts are not counted. Groups of a domain cannot be expanded from a machine and count as one administrator.',
  ),
  needs: { state: localAccounts },
  params: z.object({
    maxAdministrators: z._default(z.int().check(z.minimum(0)), 5),
    approvedAdministrators: z._default(z.array(z.string()), []),
  }),
  parameters: {
    maxAdministrators: {
      meaning: text(
        '管理者（ドメインのグループは一つと数える）の数の上限',
        'Most administrators; a domain group is one',
      ),
      source: text(
        '製品の既定値（組織の体制に合わせて小さくする）',
        "The product's default; lower it to what the organisation needs",
      ),
    },
    approvedAdministrators: {
      meaning: text('承認済みの管理者の名前又はSID', 'Names or SIDs of approved administrators'),
      source: text(
        '組織の届出（既定は届出なし）',
        "The organisation's declaration; nothing is declared by default",
      ),
      declared: { kind: 'approved-administrators', field: 'account' },
    },
  },
  reasons: {
    'all-approved': text(
      '管理者は全て承認済みで、上限以内。',
      'All administrators are approved and within the limit.',
    ),
    'only-built-in': text('管理者は組み込みのものだけ。', 'There are none but the built-in ones.'),
    everybody: text(
      '全員又はサインインした利用者の全てが管理者になれる。',
      'Everybody, or everybody who signs in, can become administrator.',
    ),
    'too-many': text('管理者の数が上限を超える。', 'There are more administrators than the limit.'),
    'not-approved': text(
      '承認されていない管理者がいる。権限を外すか、届出に加える。',
      'Some administrators are not approved. Take their rights away or declare them.',
    ),
    'not-declared': text(
      '承認済みの管理者が届け出られていない。届出「管理者権限を認めたアカウント」に登録する。',
      'No approved administrators are declared. Declare them as approved-administrators.',
    ),
    'accounts-of-the-domain': text(
      'ドメインコントローラーの管理者はドメインのもの。ディレクトリで確かめる。',
      'The administrators of a domain controller are those of the domain. Check them in the directory.',
    ),
  },
  remediation: {
    linux: text(
      '`getent group sudo wheel docker` と `sudo -l -U アカウント名` で確かめ、不要な者を `gpasswd -d アカウント名 グループ名` で外し、/etc/sudoers.d の不要な規則を消す。',
      'Look at `getent group sudo wheel docker` and `sudo -l -U NAME`, take people out with `gpasswd -d NAME GROUP`, and delete rules in /etc/sudoers.d that are not needed.',
    ),
    windows: text(
      '「ローカル ユーザーとグループ」で Administrators グループから不要な者を外す（`Remove-LocalGroupMember -SID S-1-5-32-544 -Member 名前`）。ドメインではグループポリシーの「制限されたグループ」で固定する。',
      'Take members out of the group Administrators (`Remove-LocalGroupMember -SID S-1-5-32-544 -Member NAME`). In a domain fix it with the group policy Restricted Groups.',
    ),
    macos: text(
      '「システム設定」の「ユーザとグループ」で「このコンピュータの管理を許可」を外す（`dseditgroup -o edit -d アカウント名 -t user admin`）。',
      'Take away Allow this user to administer this computer in System Settings, Users & Groups (`dseditgroup -o edit -d NAME -t user admin`).',
    ),
  },
  evaluate({ state }, { maxAdministrators, approvedAdministrators }, { platform }) {
    const expected = text(
      `承認済みの管理者が${maxAdministrators}以下`,
      `at most ${maxAdministrators} administrators, all approved`,
    );
    if (state.accounts === null) {
      return {
        outcome: 'unknown',
        reason: 'accounts-of-the-domain',
        observed: text('ドメインコントローラー', 'a domain controller'),
        expected,
      };
    }
    const found = administratorsOf(state);
    const names = nameList(found.map(shownName));
    const observed = text(
      `管理者${found.length}: ${names.ja || 'なし'}`,
      `${found.length} administrators: ${names.en || 'none'}`,
    );
    const base = { observed, expected };
    if (found.some(({ type }) => type === 'everybody')) {
      return { outcome: 'fail', reason: 'everybody', ...base };
    }
    if (found.length > maxAdministrators) return { outcome: 'fail', reason: 'too-many', ...base };
    if (found.length === 0) return { outcome: 'pass', reason: 'only-built-in', ...base };
    if (approvedAdministrators.length === 0) return { outcome: 'unknown', reason: 'not-declared', ...base };
    const isApproved = ({ name, id }: Privilege) =>
      [name, id].some((one) => one !== null && holdsName(approvedAdministrators, one, platform));
    const strangers = found.filter((one) => !isApproved(one));
    if (strangers.length === 0) return { outcome: 'pass', reason: 'all-approved', ...base };
    return {
      outcome: 'fail',
      reason: 'not-approved',
      observed: nameList(strangers.map(shownName)),
      expected,
    };
  },
});

/** Each of them once; without root, without what is switched off and without entries of deleted accounts. */
function administratorsOf({ privileges, accounts }: LocalAccounts): Privilege[] {
  const off = new Set(
    (accounts ?? [])
      .filter(({ state }) => state === 'disabled' || state === 'expired')
      .flatMap(({ id, name }) => [id, name]),
  );
  const found = new Map<string, Privilege>();
  for (const one of privileges) {
    if (one.via === 'limited-rule' || one.origin === 'gone') continue;
    if (one.via === 'uid-0' && one.name === 'root') continue;
    // Accounts with user number 0 share their number with root: their names tell them apart.
    const isOff = one.via === 'uid-0' ? off.has(one.name ?? '') : off.has(one.id ?? one.name ?? '');
    if (one.origin === 'local' && isOff) continue;
    found.set(one.via === 'uid-0' ? `uid-0 ${one.name}` : (one.id ?? one.name ?? one.type), one);
  }
  return [...found.values()];
}

function shownName({ name, id, via, source }: Privilege): string {
  const who = name ?? id ?? '?';
  return via === 'root-equivalent-group' ? `${who} (${source})` : who;
}
