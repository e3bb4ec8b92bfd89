import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { diskEncryption } from '../../evidence/disk-encryption/index.ts';
import type { DiskEncryption, Volume } from '../../evidence/disk-encryption/schema.ts';
import { defineControl } from '../define.ts';

/**
 * A virtual disk that shows no encryption fails, although a cloud or a hypervisor may encrypt it from outside:
 * nothing in the machine shows that, and a pass without a fact would be a guess. Where the provider encrypts, a
 * waiver with its proof says so. The same holds for disks that encrypt by themselves without the system's help.
 */
export const diskEncrypted = defineControl({
  id: 'disk-encrypted',
  title: text('記憶装置が暗号化されている', 'Storage is encrypted'),
  description: text(
    '内蔵の記憶装置にある全てのボリュームとスワップについて、ファイルシステムから物理ディスクまでの間に、保護が有効な暗号化の層があることを確かめる。別の装置にある暗号化や、完全性だけを守る層（verity等）は根拠にしない。クラウドや仮想化基盤が外側で行う暗号化は機器からは見えないため、根拠を添えた例外として扱う。',
    'For every volume on fixed storage and for swap, a layer that encrypts and protects lies between the file system and the disks. Encryption of some other device, or layers that only guard integrity (verity), do not count. Encryption by a cloud or hypervisor cannot be seen from inside: record a waiver with its proof.',
  ),
  needs: { disks: diskEncryption },
  params: z.object({
    requiredMountPoints: z._default(z.array(z.string()), []),
    exemptMountPoints: z._default(z.array(z.string()), ['/boot', '/boot/efi', '/efi']),
    exemptPurposes: z._default(z.array(z.enum(['boot', 'recovery'])), ['boot', 'recovery']),
    includeSwap: z._default(z.boolean(), true),
    acceptHardwareEncryption: z._default(z.boolean(), false),
  }),
  parameters: {
    requiredMountPoints: {
      meaning: text(
        '暗号化を求めるマウント先又はドライブ（空は内蔵の全ボリューム）',
        'Mount points or drives that must be encrypted (empty: every volume on fixed storage)',
      ),
      source: text('製品の既定値（全ボリューム）', "The product's default: all of them"),
    },
    exemptMountPoints: {
      meaning: text('対象外とするマウント先', 'Mount points that are left out'),
      source: text(
        '製品の既定値（起動に要る領域は暗号化できず、業務データを置かない）',
        "The product's default: what starts the machine cannot be encrypted and holds no data",
      ),
    },
    exemptPurposes: {
      meaning: text('対象外とするパーティションの用途', 'Purposes of partitions that are left out'),
      source: text('製品の既定値（起動用及び回復用）', "The product's default: boot and recovery partitions"),
    },
    includeSwap: {
      meaning: text('スワップの暗号化も求める', 'Swap must be encrypted as well'),
      source: text(
        '製品の既定値（メモリの内容がディスクに残るため）',
        "The product's default: memory ends up there",
      ),
    },
    acceptHardwareEncryption: {
      meaning: text(
        'ディスク自身による暗号化（BitLockerのハードウェア暗号化）を認める',
        "The disk's own encryption (BitLocker in hardware mode) counts",
      ),
      source: text(
        '製品の既定値（ADV180028の脆弱性のため認めない）',
        "The product's default: no, see Microsoft's advisory ADV180028",
      ),
    },
  },
  reasons: {
    encrypted: text('対象の全ボリュームが暗号化されている。', 'Every volume in scope is encrypted.'),
    'disks-of-the-host': text(
      'コンテナの記憶装置はホストのものである。',
      "A container's disks are its host's.",
    ),
    'not-encrypted': text('暗号化されていないボリュームがある。', 'A volume is not encrypted.'),
    'protection-suspended': text(
      '暗号化の保護が一時停止されている（鍵がディスク上に平文である）。',
      'Protection is suspended: the key lies in clear on the disk.',
    ),
    'in-progress': text('暗号化又は復号の途中である。', 'Encryption or decryption is under way.'),
    'hardware-encryption': text(
      'ディスク自身による暗号化に頼っている。',
      "Rests on the disk's own encryption.",
    ),
    'swap-not-encrypted': text('スワップが暗号化されていない。', 'Swap is not encrypted.'),
    locked: text(
      'ロックされていて状態を調べられないボリュームがある。',
      'A locked volume does not tell its state.',
    ),
    'not-told': text(
      '暗号化の有無が分からないボリュームがある。',
      'Whether a volume is encrypted cannot be told.',
    ),
    'no-volumes': text('対象となるボリュームが見つからない。', 'No volume in scope was found.'),
  },
  remediation: {
    linux: text(
      'LUKS2で暗号化する。OSの領域は原則として再インストール時に暗号化を選び、データ用の領域は `cryptsetup luksFormat --type luks2 /dev/<パーティション>` の後に /etc/crypttab と /etc/fstab に書く。スワップは /etc/crypttab に `swap /dev/<パーティション> /dev/urandom swap` と書く（休止状態を使わない場合）。`lsblk` と `dmsetup ls --tree` で確かめる。',
      'Encrypt with LUKS2. For the system, choose encryption when reinstalling; for data run `cryptsetup luksFormat --type luks2 /dev/<partition>` and write /etc/crypttab and /etc/fstab. For swap write `swap /dev/<partition> /dev/urandom swap` into /etc/crypttab (where hibernation is not used). Check with `lsblk` and `dmsetup ls --tree`.',
    ),
    windows: text(
      '管理者の PowerShell で `Enable-BitLocker -MountPoint C: -EncryptionMethod XtsAes256 -TpmProtector` を実行し、回復キーを保管する。一時停止中は `Resume-BitLocker -MountPoint C:`。Serverでは先に `Install-WindowsFeature BitLocker -IncludeManagementTools`。GPO「コンピューターの構成 > 管理用テンプレート > Windows コンポーネント > BitLocker ドライブ暗号化」で全台に適用する。',
      'In an elevated PowerShell run `Enable-BitLocker -MountPoint C: -EncryptionMethod XtsAes256 -TpmProtector` and keep the recovery key. Where suspended, `Resume-BitLocker -MountPoint C:`. On Server first `Install-WindowsFeature BitLocker -IncludeManagementTools`. For all machines use the policies in Computer Configuration > Administrative Templates > Windows Components > BitLocker Drive Encryption.',
    ),
    macos: text(
      '「システム設定 > プライバシーとセキュリティ > FileVault」又は `sudo fdesetup enable` で有効にし、復旧キーを保管する。全台にはMDMのFileVaultペイロードで強制する。他の内蔵ボリュームは `diskutil apfs encryptVolume` で暗号化する。',
      'Turn on FileVault in System Settings > Privacy & Security, or with `sudo fdesetup enable`, and keep the recovery key. Enforce it with the FileVault payload of an MDM. Encrypt other internal volumes with `diskutil apfs encryptVolume`.',
    ),
  },
  evaluate({ disks }, params) {
    const expected = text(
      `${params.requiredMountPoints.length > 0 ? params.requiredMountPoints.join(', ') : '内蔵の全ボリューム'}${params.includeSwap ? 'とスワップ' : ''}が暗号化され、保護が有効`,
      `${params.requiredMountPoints.length > 0 ? params.requiredMountPoints.join(', ') : 'every volume on fixed storage'}${params.includeSwap ? ' and swap' : ''} encrypted and protected`,
    );
    if (disks.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'disks-of-the-host', observed, expected };
    }
    const { volumes, missing } = inScope(disks.volumes, params);
    const swaps = params.includeSwap ? disks.swaps : [];
    const bad = volumes.map((volume) => ({
      volume,
      reason: badReason(volume, params.acceptHardwareEncryption),
    }));
    for (const reason of [
      'not-encrypted',
      'protection-suspended',
      'in-progress',
      'hardware-encryption',
    ] as const) {
      const hit = bad.filter((one) => one.reason === reason).map(({ volume }) => volume);
      if (hit.length > 0) {
        return { outcome: 'fail', reason, observed: shown(hit, disks), expected };
      }
    }
    if (swaps.some(({ encrypted }) => encrypted === false)) {
      const names = listed(swaps.filter(({ encrypted }) => encrypted === false).map(({ source }) => source));
      const observed = text(`平文のスワップ: ${names}`, `swap in clear: ${names}`);
      return { outcome: 'fail', reason: 'swap-not-encrypted', observed, expected };
    }
    const locked = volumes.filter(({ why }) => why === 'locked');
    if (locked.length > 0) {
      return { outcome: 'unknown', reason: 'locked', observed: shown(locked, disks), expected };
    }
    const untold = volumes.filter(({ encrypted }) => encrypted === null);
    const untoldSwaps = swaps.filter(({ encrypted }) => encrypted === null).map(({ source }) => source);
    if (untold.length > 0 || untoldSwaps.length > 0 || missing.length > 0) {
      const names = listed([...untold.map(nameOf), ...untoldSwaps, ...missing]);
      const product = disks.thirdParty.length > 0 ? ` (${disks.thirdParty.join(', ')})` : '';
      const observed = text(`不明: ${names}${product}`, `not told: ${names}${product}`);
      return { outcome: 'unknown', reason: 'not-told', observed, expected };
    }
    if (volumes.length === 0) {
      const observed = text('対象のボリュームなし', 'no volume in scope');
      return { outcome: 'unknown', reason: 'no-volumes', observed, expected };
    }
    return { outcome: 'pass', reason: 'encrypted', observed: shown(volumes, disks), expected };
  },
});

/** A system that runs from a USB disk keeps its data there: such a disk counts as fixed. */
const systemFolders = new Set(['/', '/usr', '/var', '/home', '/srv', '/opt', '/root']);

type Params = { requiredMountPoints: string[]; exemptMountPoints: string[]; exemptPurposes: string[] };

function inScope(volumes: Volume[], params: Params): { volumes: Volume[]; missing: string[] } {
  if (params.requiredMountPoints.length > 0) {
    const found = params.requiredMountPoints.map((path) => ({ path, volume: volumeOf(volumes, path) }));
    return {
      volumes: [...new Set(found.flatMap(({ volume }) => volume ?? []))],
      missing: found.filter(({ volume }) => volume === null).map(({ path }) => path),
    };
  }
  const exempt = new Set(params.exemptMountPoints);
  const considered = volumes.filter(
    ({ kind, purpose, mountPoints }) =>
      (kind === 'fixed' || (kind === 'removable' && mountPoints.some((path) => systemFolders.has(path)))) &&
      !(purpose !== null && params.exemptPurposes.includes(purpose)) &&
      !mountPoints.every((path) => exempt.has(path)),
  );
  return { volumes: considered, missing: [] };
}

/** A folder that is no mount point of its own lies on the volume above it. */
function volumeOf(volumes: Volume[], path: string): Volume | null {
  let best: { volume: Volume; length: number } | null = null;
  for (const volume of volumes) {
    for (const mountPoint of volume.mountPoints) {
      const holds =
        mountPoint.toLowerCase() === path.toLowerCase() ||
        mountPoint === '/' ||
        path.startsWith(`${mountPoint}/`);
      if (holds && (best === null || mountPoint.length > best.length)) {
        best = { volume, length: mountPoint.length };
      }
    }
  }
  return best?.volume ?? null;
}

function badReason({ encrypted, why }: Volume, acceptHardware: boolean): string | null {
  if (why === 'hardware-encryption') {
    return acceptHardware ? null : 'hardware-encryption';
  }
  if (encrypted !== false) {
    return null;
  }
  if (why === 'encryption-in-progress' || why === 'decryption-in-progress') {
    return 'in-progress';
  }
  return why === 'protection-suspended' ? why : 'not-encrypted';
}

function shown(volumes: Volume[], { volumes: all }: DiskEncryption): Text {
  const names = listed(volumes.map((volume) => [nameOf(volume), ...volume.layers].join(' < ')));
  const removable = all.filter(({ kind }) => kind === 'removable').length;
  const aside =
    removable > 0 ? [`、リムーバブル${removable}台は対象外`, `, ${removable} removable left out`] : ['', ''];
  return text(`${names}${aside[0]}`, `${names}${aside[1]}`);
}

function nameOf({ mountPoints, source }: Volume): string {
  return mountPoints[0] ?? source;
}

function listed(names: string[]): string {
  const shownNames = names.slice(0, 5).map((name) => (name.length > 120 ? `${name.slice(0, 119)}…` : name));
  return names.length > 5 ? `${shownNames.join('; ')} +${names.length - 5}` : shownNames.join('; ');
}
