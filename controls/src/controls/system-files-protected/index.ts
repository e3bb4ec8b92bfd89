import { text } from '@tenken/shared';
import type { Platform } from '@tenken/shared';
import * as z from 'zod/mini';
import { fileProtection } from '../../evidence/file-protection/index.ts';
import type { ProtectedFile } from '../../evidence/file-protection/schema.ts';
import { defineControl } from '../define.ts';
import { shownOpen, wronglyOpen } from '../file-permissions.ts';

const keys = new Set(['ssh-host-key', 'ssh-user-key', 'server-key']);

export const systemFilesProtected = defineControl({
  id: 'system-files-protected',
  title: text(
    'アクセス制御を決めるシステムのファイルを管理者だけが変更できる',
    'Only administrators can change the files that decide on access',
  ),
  description: text(
    'アカウントとパスワードのファイル、sudo・cron・SSHの設定、システムのプログラムと設定のフォルダーを、管理者のほかは書き換えられず、パスワードの照合に使うファイルは読めもしないことを、決まった場所のファイルの権限から確かめる。LinuxとmacOSでは、PAM、ログイン時に読まれる設定、起動スクリプト、systemdのユニット、定期実行、更新の取得元などのフォルダーの中身も一つずつ見る（それより下のフォルダーの中は見ない）。業務のデータのフォルダーと、その下のファイルは見ない。',
    'The files of accounts and passwords, the settings of sudo, cron and SSH and the folders of system programs and settings can be written by administrators alone, and what passwords are checked against cannot be read by others: by the permissions of files at fixed places. On Linux and macOS the entries of the folders of PAM, sign-in settings, start scripts, systemd units, schedules and update sources are looked at one by one, but not what is in folders below these. Folders of business data and what is below them are not looked at.',
  ),
  needs: { state: fileProtection },
  params: z.object({}),
  parameters: {},
  reasons: {
    protected: text('管理者のほかは変更できない。', 'Nobody but administrators can change them.'),
    'passwords-readable': text(
      'パスワードの照合に使うファイルを、管理者のほかの利用者が読める。',
      'Others than administrators can read what passwords are checked against.',
    ),
    writable: text(
      '管理者のほかの利用者が書き換えられるファイル又はフォルダーがある。',
      'A file or folder can be written by others than administrators.',
    ),
    'nothing-found': text('決まった場所にファイルがない。', 'There are no files at the fixed places.'),
    'folders-not-told': text(
      'PAMや起動スクリプトなどのフォルダーの中身が報告されていない。エージェントを更新する。',
      'What is in the folders of PAM, start scripts and the like is not reported. Update the agent.',
    ),
    'too-many': text(
      'ファイルが多すぎて、すべては記録されていない。',
      'There are more files than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`chown root:root` と `chmod go-w` で戻す。/etc/shadow は `chown root:shadow` と `chmod 640`（RHEL系は 000）とする。読まれた恐れがあればパスワードを変える。',
      'Put it back with `chown root:root` and `chmod go-w`; /etc/shadow with `chown root:shadow` and `chmod 640` (000 on RHEL). Change passwords that may have been read.',
    ),
    windows: text(
      '`icacls %windir%\\system32\\config\\*.* /inheritance:e` で戻し、古いシャドウコピーを削除する。ほかのフォルダーは `icacls フォルダー /reset` を実行する。',
      'Put it back with `icacls %windir%\\system32\\config\\*.* /inheritance:e` and delete old shadow copies. Reset other folders with `icacls FOLDER /reset`.',
    ),
    macos: text(
      '`sudo chown root:wheel` と `sudo chmod go-w` で戻す。',
      'Put it back with `sudo chown root:wheel` and `sudo chmod go-w`.',
    ),
  },
  evaluate({ state: { unread, files, lookedAt, truncated } }, _params, { platform }) {
    const expected = text(
      '管理者のほかは書き換えられず、パスワードのファイルは読めない',
      'nobody else writes them or reads those of passwords',
    );
    const found = files.filter(({ purpose }) => !keys.has(purpose));
    const open = found.flatMap((file) => {
      const how = howOpen(file, platform);
      return how === null ? [] : [{ ...file, open: how }];
    });
    const secret = open.filter(({ purpose }) => purpose === 'passwords');
    if (secret.length > 0) {
      return { outcome: 'fail', reason: 'passwords-readable', observed: shownOpen(secret), expected };
    }
    if (open.length > 0) return { outcome: 'fail', reason: 'writable', observed: shownOpen(open), expected };
    let entries = 0;
    for (const folder of lookedAt ?? []) entries += folder.entries;
    const folders = lookedAt?.length ?? 0;
    const observed = text(
      `ファイルとフォルダー${found.length}件と、フォルダー${folders}件の中身${entries}件に問題なし`,
      `nothing wrong with ${found.length} files and folders, and ${entries} entries of ${folders} folders`,
    );
    if (truncated || lookedAt?.some((folder) => folder.truncated)) {
      return { outcome: 'unknown', reason: 'too-many', observed, expected };
    }
    if (found.length === 0) return { outcome: 'unknown', reason: 'nothing-found', observed, expected };
    // What could not be read is said by its own reason.
    if (platform !== 'windows' && folders === 0 && unread.length === 0) {
      return { outcome: 'unknown', reason: 'folders-not-told', observed, expected };
    }
    return { outcome: 'pass', reason: 'protected', observed, expected };
  },
});

function howOpen(file: ProtectedFile, platform: Platform): string | null {
  if (file.purpose === 'passwords') return wronglyOpen(file, 'secret', platform);
  if (file.purpose !== 'user-schedule' || !file.unix) return wronglyOpen(file, 'unwritable', platform);
  const { uid, gid, mode } = file.unix;
  // Users own their crontabs, and Debian's `crontab` makes them with the rights of a group, in a folder with the
  // sticky bit: nobody of the group can replace those of others.
  const isOfGroup = (mode & 0o020) !== 0 && gid !== 0 && (mode & 0o1000) === 0;
  const isWrong = (mode & 0o002) !== 0 || isOfGroup || (uid !== 0 && file.path.endsWith('/root'));
  return isWrong ? `0${mode.toString(8)} ${uid}:${gid}` : null;
}
