import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { fileShares } from '../../evidence/file-shares/index.ts';
import type { FileShares } from '../../evidence/file-shares/schema.ts';
import { defineControl } from '../define.ts';

export const fileShareProtocolStrong = defineControl({
  id: 'file-share-protocol-strong',
  title: text('ファイル共有の通信方式が安全である', 'File sharing uses a strong protocol'),
  description: text(
    '共有の通信が書き換えられたり乗っ取られたりしないよう、SMBの第1版（SMBv1）がサーバーでもクライアントでも止まり、サーバーが署名を必須としていることを、現在の設定で確かめる。必要なら暗号化も求める。',
    'So that nobody alters or takes over sessions, the first version of SMB is off on server and client, and the server asks for signatures, by the settings in force. Encryption can be asked for as well.',
  ),
  needs: { sharing: fileShares },
  params: z.object({
    requireSigning: z._default(z.boolean(), true),
    requireEncryption: z._default(z.boolean(), false),
  }),
  parameters: {
    requireSigning: {
      meaning: text('サーバーに署名の必須を求める', 'Ask the server for mandatory signatures'),
      source: text(
        'CIS Benchmarks（Microsoft ネットワーク サーバー: 常に通信にデジタル署名を行う）',
        'CIS Benchmarks: Microsoft network server: Digitally sign communications (always)',
      ),
    },
    requireEncryption: {
      meaning: text('サーバーに暗号化の必須を求める', 'Ask the server for mandatory encryption'),
      source: text('製品の既定値（求めない）', "The product's default: not asked for"),
    },
  },
  reasons: {
    strong: text('安全な方式だけを使う。', 'Strong forms alone are used.'),
    'no-smb': text('SMBのサーバーが働いていない。', 'No server of SMB runs.'),
    'version-1': text('SMBv1のサーバーが働いている。', 'The server answers SMBv1.'),
    'version-1-client': text('SMBv1のクライアントが働いている。', 'The client of SMBv1 is on.'),
    'signing-optional': text('署名が必須でない。', 'Signatures are not mandatory.'),
    'encryption-optional': text('暗号化が必須でない。', 'Encryption is not mandatory.'),
    'not-told': text('方式の設定が分からない。', 'The settings of the protocol are not told.'),
  },
  remediation: {
    linux: text(
      'smb.conf の [global] に server min protocol = SMB3_00、server signing = mandatory、要れば server smb encrypt = required を書き、smbd を再起動する。',
      'In [global] of smb.conf set server min protocol = SMB3_00, server signing = mandatory and, where wanted, server smb encrypt = required; restart smbd.',
    ),
    windows: text(
      '`Set-SmbServerConfiguration -EnableSMB1Protocol $false -RequireSecuritySignature $true` を実行し、`Disable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol` で機能を外して再起動する。',
      'Run `Set-SmbServerConfiguration -EnableSMB1Protocol $false -RequireSecuritySignature $true`, remove the feature with `Disable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol` and restart.',
    ),
    macos: text(
      '`sudo defaults write /Library/Preferences/SystemConfiguration/com.apple.smb.server SigningRequired -bool true` を実行し、ファイル共有を入れ直す。',
      'Run `sudo defaults write /Library/Preferences/SystemConfiguration/com.apple.smb.server SigningRequired -bool true` and switch file sharing off and on.',
    ),
  },
  evaluate({ sharing }, { requireSigning, requireEncryption }) {
    const expected = text(
      `SMBv1なし${requireSigning ? '、署名必須' : ''}${requireEncryption ? '、暗号化必須' : ''}`,
      `no SMBv1${requireSigning ? ', signatures mandatory' : ''}${requireEncryption ? ', encryption mandatory' : ''}`,
    );
    const base = { observed: shown(sharing), expected };
    const { smbServer: server, smb1Client: client } = sharing;
    if (server?.version1 === true) return { outcome: 'fail', reason: 'version-1', ...base };
    if (client === true) return { outcome: 'fail', reason: 'version-1-client', ...base };
    if (server === null) return { outcome: 'not-applicable', reason: 'no-smb', ...base };
    if (requireSigning && server.signingRequired === false) {
      return { outcome: 'fail', reason: 'signing-optional', ...base };
    }
    if (requireEncryption && server.encryptionRequired === false) {
      return { outcome: 'fail', reason: 'encryption-optional', ...base };
    }
    const isOpen =
      server.version1 === null ||
      (requireSigning && server.signingRequired === null) ||
      (requireEncryption && server.encryptionRequired === null);
    if (!isOpen) return { outcome: 'pass', reason: 'strong', ...base };
    const [first] = sharing.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    return { outcome: 'unknown', reason: 'not-told', ...base };
  },
});

function shown({ smbServer: server, smb1Client: client }: FileShares): Text {
  const ja: string[] = [];
  const en: string[] = [];
  const word = (value: boolean | null) => (value === null ? '?' : value ? 'on' : 'off');
  if (server === null) {
    ja.push('サーバーなし');
    en.push('no server');
  } else {
    ja.push(
      `SMBv1: ${word(server.version1)}、署名必須: ${word(server.signingRequired)}、暗号化必須: ${word(server.encryptionRequired)}`,
    );
    en.push(
      `SMBv1: ${word(server.version1)}, signatures mandatory: ${word(server.signingRequired)}, encryption mandatory: ${word(server.encryptionRequired)}`,
    );
  }
  if (client !== null) {
    ja.push(`SMBv1クライアント: ${word(client)}`);
    en.push(`client of SMBv1: ${word(client)}`);
  }
  return text(ja.join('、'), en.join(', '));
}
