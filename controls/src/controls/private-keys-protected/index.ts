import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { fileProtection } from '../../evidence/file-protection/index.ts';
import { tlsEndpoints } from '../../evidence/tls-endpoints/index.ts';
import { defineControl } from '../define.ts';
import { shownOpen, wronglyOpen } from '../file-permissions.ts';

const keys = new Set(['ssh-host-key', 'ssh-user-key', 'server-key']);

export const privateKeysProtected = defineControl({
  id: 'private-keys-protected',
  title: text(
    '秘密鍵のファイルを管理者とそのサービスだけが読める',
    'Only administrators and their service can read private keys',
  ),
  description: text(
    'SSHのホスト鍵、rootのSSH鍵、nginx・Apache・Postfix・Dovecot・MySQL・PostgreSQLの設定に書かれた秘密鍵のファイルを、ほかの利用者が読めず書けないことを、ファイルの権限から確かめる。ほかの場所にある鍵、Javaのキーストア、Windowsの証明書ストアとmacOSのキーチェーンの中の鍵、POSIXのアクセス制御リストは見ない。TLSで応答するのに鍵のファイルが見つからないサーバーは未確認とする。',
    "SSH host keys, root's SSH keys and the private keys that the configurations of nginx, Apache, Postfix, Dovecot, MySQL and PostgreSQL name can be neither read nor written by others, by their permissions. Keys elsewhere, Java key stores, the certificate store of Windows, the keychain of macOS and POSIX access lists are not looked at. A server that answers with TLS and whose key is not found is unknown.",
  ),
  needs: { state: fileProtection, tls: tlsEndpoints },
  params: z.object({}),
  parameters: {},
  reasons: {
    protected: text('ほかの利用者は秘密鍵を読めない。', 'Nobody else can read the private keys.'),
    open: text(
      '管理者とサービスのほかにも読める、又は書ける秘密鍵がある。',
      'A private key can be read or written by others than administrators and the service.',
    ),
    'no-keys': text(
      '調べた場所に秘密鍵のファイルはない。',
      'There are no files of private keys in the places looked at.',
    ),
    'keys-not-found': text(
      'TLSで応答するサーバーがあるが、その秘密鍵の場所が分からない。鍵の保管を人が確認する。',
      'A server answers with TLS and the place of its key is not known. Check how it is kept.',
    ),
    'too-many': text(
      'ファイルが多すぎて、すべては記録されていない。',
      'There are more files than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`chown root:root 鍵` と `chmod 600 鍵`（専用のグループに読ませる場合は640）を実行する。ほかの利用者が読めた鍵は作り直す。',
      'Run `chown root:root KEY` and `chmod 600 KEY` (640 where a group of its own reads it). Replace a key that others could read.',
    ),
    windows: text(
      '`icacls 鍵 /inheritance:r /grant *S-1-5-18:F *S-1-5-32-544:F` を実行する。ほかの利用者が読めた鍵は作り直す。',
      'Run `icacls KEY /inheritance:r /grant *S-1-5-18:F *S-1-5-32-544:F`. Replace a key that others could read.',
    ),
    macos: text(
      '`sudo chown root:wheel 鍵` と `sudo chmod 600 鍵` を実行する。ほかの利用者が読めた鍵は作り直す。',
      'Run `sudo chown root:wheel KEY` and `sudo chmod 600 KEY`. Replace a key that others could read.',
    ),
  },
  evaluate({ state: { files, truncated }, tls }, _params, { platform }) {
    const expected = text('秘密鍵をほかの利用者が読み書きできない', 'no private key is open to others');
    const found = files.filter(({ purpose }) => keys.has(purpose));
    const open = found.flatMap((file) => {
      const how = wronglyOpen(file, 'secret', platform);
      return how === null ? [] : [{ path: file.path, open: how }];
    });
    if (open.length > 0) return { outcome: 'fail', reason: 'open', observed: shownOpen(open), expected };
    const observed = text(`秘密鍵のファイル${found.length}件`, `${found.length} files of private keys`);
    if (truncated) return { outcome: 'unknown', reason: 'too-many', observed, expected };
    const answering = tls.endpoints.filter(({ seen }) => seen === 'tls');
    // Windows keeps the keys of its servers in the certificate store.
    if (
      platform !== 'windows' &&
      answering.length > 0 &&
      !found.some(({ purpose }) => purpose === 'server-key')
    ) {
      const ports = answering.slice(0, 5).map(({ port, process }) => `${port} ${process ?? '?'}`);
      return {
        outcome: 'unknown',
        reason: 'keys-not-found',
        observed: text(`TLS: ${ports.join('、')}`, `TLS: ${ports.join(', ')}`),
        expected,
      };
    }
    return found.length === 0
      ? { outcome: 'not-applicable', reason: 'no-keys', observed, expected }
      : { outcome: 'pass', reason: 'protected', observed, expected };
  },
});
