import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import type { Account, LocalAccounts } from '../../evidence/local-accounts/schema.ts';
import { defineControl } from '../define.ts';
import { holdsName, nameList } from '../name-list.ts';

const dayMs = 86_400_000;

export const inactiveAccountsDisabled = defineControl({
  id: 'inactive-accounts-disabled',
  title: text('長く使われていないアカウントが無効である', 'Accounts that nobody uses are disabled'),
  description: text(
    '異動や退職の後に残ったアカウントを見つけるため、有効なアカウントが期間内に使われたことを、機器に残るサインインの記録で確かめる。記録が期間より短い機器では判断できない。root、サービスが使うアカウント、パスワードが固定されSSH鍵もないアカウントは数えない。',
    'To find accounts left behind by people who moved or left, every enabled account was used within the time, by the records of sign-ins on the machine. Where they do not go back that far nothing can be said. root, accounts of services, and accounts with neither a password nor SSH keys are not counted.',
  ),
  needs: { state: localAccounts },
  params: z.object({
    maxInactiveDays: z._default(z.int().check(z.positive()), 90),
    exemptAccounts: z._default(z.array(z.string()), []),
  }),
  parameters: {
    maxInactiveDays: {
      unit: 'd',
      meaning: text('最後に使われてからの日数の上限', 'Most days since the account was used last'),
      source: text('PCI DSS 4.0 要件8.2.6（90日以内）', 'PCI DSS 4.0, requirement 8.2.6: within 90 days'),
    },
    exemptAccounts: {
      meaning: text(
        '人が使わないため数えないアカウント（サービス用、緊急用など）',
        'Accounts that do not count because no person uses them every day: services, emergencies',
      ),
      source: text('組織の届出（既定はなし）', "The organisation's declaration; none by default"),
      declared: { kind: 'service-accounts', field: 'account' },
    },
  },
  reasons: {
    'all-in-use': text(
      '有効なアカウントは全て期間内に使われた。',
      'Every enabled account was used within the time.',
    ),
    'no-accounts': text('人が使う有効なアカウントはない。', 'No person has an enabled account.'),
    inactive: text(
      '期間内に使われていない有効なアカウントがある。',
      'There are enabled accounts that nobody used within the time.',
    ),
    'no-records': text('サインインの記録がない。', 'The machine keeps no record of sign-ins.'),
    'records-too-short': text(
      'サインインの記録が期間より短い。',
      'The records of sign-ins do not go back that far.',
    ),
    'keys-not-told': text(
      'パスワードは固定されているが、SSH鍵で入れるか分からない。`usermod -e 1` で無効にする。',
      'The password is locked, but whether an SSH key gets in is not told. Disable with `usermod -e 1`.',
    ),
    'lock-not-told': text(
      '使われていないアカウントがあるが、固定又は無効にされているか分からない。',
      'There are accounts that nobody used, and whether they are locked or disabled is not told.',
    ),
    'accounts-of-the-domain': text(
      'ドメインコントローラーのアカウントはドメインのもの。ディレクトリで確かめる。',
      'The accounts of a domain controller are those of the domain. Check them in the directory.',
    ),
  },
  remediation: {
    linux: text(
      '`usermod -L -e 1 アカウント名` で無効にする。パスワードの固定だけではSSH鍵で入れる。',
      'Disable with `usermod -L -e 1 NAME`. A locked password alone does not keep SSH keys out.',
    ),
    windows: text(
      '`Disable-LocalUser -Name アカウント名` で無効にする。',
      'Disable with `Disable-LocalUser -Name NAME`.',
    ),
    macos: text(
      '`pwpolicy -u アカウント名 disableuser` で無効にするか、アカウントを削除する。',
      'Disable with `pwpolicy -u NAME disableuser` or delete the account.',
    ),
  },
  evaluate({ state }, { maxInactiveDays, exemptAccounts }, { platform, collectedAt }) {
    const expected = text(
      `有効なアカウントは${maxInactiveDays}日以内に使われた`,
      `every enabled account used within ${maxInactiveDays} days`,
    );
    if (state.accounts === null) {
      return {
        outcome: 'unknown',
        reason: 'accounts-of-the-domain',
        observed: text('ドメインコントローラー', 'a domain controller'),
        expected,
      };
    }
    const counted = state.accounts.filter(
      (account) => isCounted(account) && !holdsName(exemptAccounts, account.name, platform),
    );
    if (counted.length === 0) {
      return { outcome: 'pass', reason: 'no-accounts', observed: text('なし', 'none'), expected };
    }
    const since = collectedAt.getTime() - maxInactiveDays * dayMs;
    const judged = counted.map((account) => ({ account, use: useOf(account, state, since) }));
    for (const use of [
      'inactive',
      'lock-not-told',
      'keys-not-told',
      'records-too-short',
      'no-records',
    ] as const) {
      const found = judged.filter((one) => one.use === use);
      if (found.length === 0) continue;
      const observed = nameList(found.map(({ account }) => shown(account)));
      return { outcome: use === 'inactive' ? 'fail' : 'unknown', reason: use, observed, expected };
    }
    return {
      outcome: 'pass',
      reason: 'all-in-use',
      observed: text(`有効なアカウント${counted.length}個`, `${counted.length} enabled accounts`),
      expected,
    };
  },
});

function isCounted({ role, state, password, sshKeys, usedByService }: Account): boolean {
  if (role === 'superuser' || state === 'disabled' || state === 'expired') return false;
  if (usedByService === true) return false;
  // Neither a password nor a key: nobody can sign in, which is as good as disabled.
  if (password === 'locked' && sshKeys === false) return false;
  if (role === 'system') return state !== 'no-shell' && (password === 'set' || sshKeys === true);
  return state !== 'no-shell' || password === 'set' || password === 'empty';
}

type Use = 'used' | 'inactive' | 'lock-not-told' | 'keys-not-told' | 'records-too-short' | 'no-records';

function useOf(
  { lastLoginAt, passwordChangedAt, state: enabled, password, sshKeys }: Account,
  state: LocalAccounts,
  since: number,
): Use {
  const last = lastLoginAt === null ? null : Date.parse(lastLoginAt);
  if (last !== null && last >= since) return 'used';
  // An account that was set up, or got a new password, within the time has not been left alone that long.
  const changed = passwordChangedAt === null ? Number.NaN : Date.parse(passwordChangedAt);
  if (changed >= since) return 'used';
  const goesBack = state.loginRecords.some(
    (record) => record.since === null || Date.parse(record.since) <= since,
  );
  if (!goesBack) return state.loginRecords.length === 0 ? 'no-records' : 'records-too-short';
  // Where the passwords of Linux cannot be read, neither a lock nor the last day of an account is seen.
  if (enabled === null) return 'lock-not-told';
  return password === 'locked' && sshKeys === null ? 'keys-not-told' : 'inactive';
}

function shown({ name, lastLoginAt }: Account): string {
  return lastLoginAt === null ? name : `${name} (${lastLoginAt.slice(0, 10)})`;
}
