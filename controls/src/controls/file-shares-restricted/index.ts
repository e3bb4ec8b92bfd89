import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { fileShares } from '../../evidence/file-shares/index.ts';
import type { Share } from '../../evidence/file-shares/schema.ts';
import { defineControl } from '../define.ts';

export const fileSharesRestricted = defineControl({
  id: 'file-shares-restricted',
  title: text('ファイル共有の相手が限られている', 'File shares are limited to those who need them'),
  description: text(
    '必要な者だけが使えるよう、共有フォルダがEveryone、ゲスト、匿名、又はすべての機器に開かれておらず、NFSで相手の管理者がそのまま管理者にならないことを、働いている共有について確かめる。共有の下のファイルごとの権限は別に確かめる。',
    'So that those who need it alone get in, no shared folder is open to everyone, guests, anonymous callers or any machine, and over NFS the administrator of another machine is none here. Shares of servers that run are looked at; permissions of the files below them are not.',
  ),
  needs: { sharing: fileShares },
  params: z.object({ allowed: z._default(z.array(z.string()), []) }),
  parameters: {
    allowed: {
      meaning: text(
        '誰にでも開いてよい共有の名前（インストール媒体の配布など）',
        'Names of shares that may be open to everyone, such as installation media',
      ),
      source: text('機関の届出「認めた共有」', "The organisation's declaration of open shares"),
      declared: { kind: 'open-shares', field: 'name' },
    },
  },
  reasons: {
    'no-shares': text('共有しているフォルダがない。', 'Nothing is shared.'),
    restricted: text('共有の相手は限られている。', 'Shares are limited.'),
    'open-to-everyone': text('誰にでも開かれた共有がある。', 'A share is open to everyone.'),
    'open-to-guests': text(
      'ゲスト又は匿名で使える共有がある。',
      'A share is open to guests or anonymous callers.',
    ),
    'root-not-squashed': text(
      'NFSで、相手の管理者がこの機器の管理者として扱われる（no_root_squash）。',
      'Over NFS the administrator of another machine is administrator here (no_root_squash).',
    ),
    'too-many': text('共有が多すぎて、すべては記録されていない。', 'There are more shares than are listed.'),
  },
  remediation: {
    linux: text(
      'smb.conf の共有で guest ok = no とし valid users で相手を限る。/etc/exports では相手の機器や網を書き、no_root_squash を消して `exportfs -ra` を実行する。',
      'In smb.conf set guest ok = no and name the valid users of each share. In /etc/exports name the machines or networks, remove no_root_squash and run `exportfs -ra`.',
    ),
    windows: text(
      '`Revoke-SmbShareAccess -Name 共有名 -AccountName Everyone` で外し、必要なグループに `Grant-SmbShareAccess` で権限を与える。',
      'Take it away with `Revoke-SmbShareAccess -Name SHARE -AccountName Everyone` and give the groups that need it access with `Grant-SmbShareAccess`.',
    ),
    macos: text(
      '「システム設定＞一般＞共有＞ファイル共有」で、共有フォルダの「ゲストユーザにアクセスを許可」を切る。',
      'In System Settings, General, Sharing, File Sharing switch off guest access for each folder.',
    ),
  },
  evaluate({ sharing: { shares, truncated } }, { allowed }) {
    const expected = text(
      '誰にでも、ゲスト又は匿名で使える共有がない',
      'no share is open to everyone, guests or anonymous callers',
    );
    const known = new Set(allowed.map((name) => name.trim().toLowerCase()));
    const counted = shares.filter(({ special }) => !special);
    const open = counted.filter(({ name, openTo }) => openTo.length > 0 && !known.has(name.toLowerCase()));
    const rooted = counted.filter(({ remoteRoot }) => remoteRoot === true);
    const total = text(`共有${counted.length}件`, `${counted.length} shares`);
    if (open.length > 0) {
      const isAnonymous = open.some(({ openTo }) => openTo.some((who) => who !== 'everyone'));
      const reason = isAnonymous ? 'open-to-guests' : 'open-to-everyone';
      return { outcome: 'fail', reason, observed: shown(open), expected };
    }
    if (rooted.length > 0) {
      return { outcome: 'fail', reason: 'root-not-squashed', observed: shown(rooted), expected };
    }
    if (truncated) return { outcome: 'unknown', reason: 'too-many', observed: total, expected };
    return {
      outcome: 'pass',
      reason: counted.length === 0 ? 'no-shares' : 'restricted',
      observed: total,
      expected,
    };
  },
});

const rights = { read: text('読み取り', 'read'), write: text('書き込み', 'write') };

function shown(shares: readonly Share[]): Text {
  const line = (language: 'ja' | 'en') =>
    shares
      .slice(0, 6)
      .map(({ protocol, name, openTo, writable }) => {
        const right = writable === null ? '' : ` ${rights[writable ? 'write' : 'read'][language]}`;
        return `${protocol}:${name}${openTo.length > 0 ? ` (${openTo.join('+')}${right})` : ''}`;
      })
      .join(' ') + (shares.length > 6 ? ` +${shares.length - 6}` : '');
  return text(line('ja'), line('en'));
}
