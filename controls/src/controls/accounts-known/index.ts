import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import type { Account, LocalAccounts } from '../../evidence/local-accounts/schema.ts';
import { defineControl } from '../define.ts';
import { holdsName, nameList } from '../name-list.ts';
import { looksShared } from './looks-shared.ts';

export const accountsKnown = defineControl({
  id: 'accounts-known',
  title: text('この機器のアカウントは全て承認されている', 'Every account of this machine is approved'),
  description: text(
    'この機器でサインインできるアカウントの全てが、届出された承認済みアカウントにあることを確かめる。root は数えない。ディレクトリ（Active Directory など）のアカウントは機器から一覧できないため、ディレクトリで確かめる。共用らしい名前は証跡として示す。',
    'Every account that can sign in with this machine is on the declared list of approved accounts. root is not counted. Accounts of a directory such as Active Directory cannot be listed from a machine and are checked there. Names that look shared are shown as evidence.',
  ),
  needs: { state: localAccounts },
  params: z.object({ approvedAccounts: z._default(z.array(z.string()), []) }),
  parameters: {
    approvedAccounts: {
      meaning: text('承認済みのアカウントの名前', 'Names of approved accounts'),
      source: text(
        '組織の届出（既定は届出なし）',
        "The organisation's declaration; nothing is declared by default",
      ),
      declared: { kind: 'approved-accounts', field: 'account' },
    },
  },
  reasons: {
    'all-approved': text(
      'サインインできるアカウントは全て承認済み。',
      'All accounts that can sign in are approved.',
    ),
    'no-accounts': text(
      'サインインできるアカウントは管理用のものだけ。',
      'No account but the superuser can sign in.',
    ),
    'not-approved': text(
      '承認されていないアカウントがある。不要なら削除か無効化し、必要なら届出に加える。',
      'There are accounts that are not approved. Remove or disable them, or declare them.',
    ),
    'not-declared': text(
      '承認済みのアカウントが届け出られていない。届出「利用を認めたアカウント」に、この機器で使うアカウントを登録する。',
      'No approved accounts are declared. Declare the accounts of this machine as approved-accounts.',
    ),
    'accounts-of-the-domain': text(
      'ドメインコントローラーのアカウントはドメインのもの。ディレクトリで確かめる。',
      'The accounts of a domain controller are those of the domain. Check them in the directory.',
    ),
  },
  remediation: {
    linux: text(
      '不要なアカウントを `userdel -r アカウント名` で削除するか、`usermod -L -e 1 アカウント名` で無効にする。',
      'Remove accounts that are not needed with `userdel -r NAME`, or disable them with `usermod -L -e 1 NAME`.',
    ),
    windows: text(
      '「コンピューターの管理」の「ローカル ユーザーとグループ」で、不要なアカウントを無効にするか削除する（`Disable-LocalUser -Name アカウント名`）。',
      'Disable or delete accounts that are not needed in Computer Management, Local Users and Groups (`Disable-LocalUser -Name NAME`).',
    ),
    macos: text(
      '「システム設定」の「ユーザとグループ」で、不要なアカウントを削除する。',
      'Delete accounts that are not needed in System Settings, Users & Groups.',
    ),
  },
  evaluate({ state }, { approvedAccounts }, { platform }) {
    const expected = text('承認済みのアカウントだけ', 'approved accounts only');
    if (state.accounts === null) {
      return {
        outcome: 'unknown',
        reason: 'accounts-of-the-domain',
        observed: text('ドメインコントローラー', 'a domain controller'),
        expected,
      };
    }
    const usable = state.accounts.filter(canSignIn);
    const strangers = usable.filter(({ name }) => !holdsName(approvedAccounts, name, platform));
    const base = { observed: shown(strangers.length > 0 ? strangers : usable, state), expected };
    if (usable.length === 0) return { outcome: 'pass', reason: 'no-accounts', ...base };
    if (approvedAccounts.length === 0) return { outcome: 'unknown', reason: 'not-declared', ...base };
    if (strangers.length > 0) return { outcome: 'fail', reason: 'not-approved', ...base };
    return { outcome: 'pass', reason: 'all-approved', ...base };
  },
});

/** What is neither switched off nor without any way in; the account root is on every machine. */
function canSignIn({ role, name, state, password, sshKeys }: Account): boolean {
  if (state === 'disabled' || state === 'expired') return false;
  if (role === 'superuser') return name !== 'root';
  if (state === 'no-shell' && (password === 'locked' || password === null)) return false;
  // An account of a service that no password and no key opens is reached through its service alone.
  return role !== 'system' || password !== 'locked' || sshKeys === true;
}

function shown(accounts: readonly Account[], { directories }: LocalAccounts): Text {
  const names = nameList(accounts.map(({ name }) => name));
  const shared = nameList(accounts.map(({ name }) => name).filter(looksShared));
  const ja = [names.ja === '' ? 'なし' : names.ja];
  const en = [names.en === '' ? 'none' : names.en];
  if (shared.ja !== '') {
    ja.push(`共用らしい名前: ${shared.ja}`);
    en.push(`names that look shared: ${shared.en}`);
  }
  if (directories.length > 0) {
    ja.push(`ほかに ${directories.join('、')} のアカウント`);
    en.push(`further accounts of ${directories.join(', ')}`);
  }
  return text(ja.join('。'), en.join('; '));
}
