import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { diskEncryption } from '../../evidence/disk-encryption/index.ts';
import type { Volume } from '../../evidence/disk-encryption/schema.ts';
import { usbStorage } from '../../evidence/usb-storage/index.ts';
import type { UsbStorage } from '../../evidence/usb-storage/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { nameList } from '../name-list.ts';
import { restrictionOf, whatIsNotKnown } from '../usb-storage-restricted/restrictions.ts';
import { shown } from '../usb-storage-restricted/shown.ts';
import { mediaInClear, showsBitLocker } from './media-in-clear.ts';

export const removableMediaEncrypted = defineControl({
  id: 'removable-media-encrypted',
  title: text(
    'USB記憶媒体に暗号化せずに書き込めない',
    'Nothing can be written to USB storage without encryption',
  ),
  description: text(
    '持ち出す媒体から情報が漏れないよう、暗号化したUSB記憶媒体（BitLocker To Go）にだけ書き込めるか、USB記憶媒体に書き込めないことを、現在有効な設定で確かめ、いま接続されている媒体に平文のものがないかも見る。LinuxとmacOSのOSの機能では暗号化した媒体だけを認めることができないため、使用か書き込みの禁止を求める。差し込まれていないSDカード、スマートフォン、既に持ち出された媒体の中身は見えない。',
    'So that media taken out give nothing away, only encrypted USB storage (BitLocker To Go) or none at all can be written to, by the settings in force now; media that are plugged in are looked at as well. Linux and macOS cannot ask for encryption by means of their own, so use or writing has to be denied there. SD cards that are not plugged in, telephones, and what lies on media that were taken out are not seen.',
  ),
  needs: { usb: usbStorage, disks: diskEncryption },
  params: z.object({ onlyMedia: z._default(z.boolean(), false) }),
  parameters: {
    onlyMedia: {
      meaning: text(
        '接続されている媒体だけを見る（設定で制限していない機器は対象外とし、項目の答えは人に委ねる）',
        'Look at the media that are plugged in only: a machine whose settings restrict nothing is left out, and a person answers for it',
      ),
      source: text('製品の既定値（設定も見る）', "The product's default: no, the settings count"),
    },
  },
  reasons: {
    'encrypted-only': text('暗号化した媒体にだけ書き込める。', 'Only encrypted media can be written to.'),
    'no-writing': text('USB記憶媒体には書き込めない。', 'USB storage cannot be written to.'),
    'kernel-of-the-host': text(
      'コンテナのデバイスはホストが制御する。',
      "A container's devices are controlled by its host.",
    ),
    'no-usb': text('USBがない。', 'The machine has no USB.'),
    'no-driver': text(
      'このカーネルにはUSB記憶媒体のドライバーがない。',
      'This kernel has no driver for USB storage.',
    ),
    'medium-in-clear': text(
      '暗号化されていない取外し可能な媒体が接続されている。',
      'A removable medium that is not encrypted is plugged in.',
    ),
    'medium-not-told': text(
      '接続されている取外し可能な媒体が暗号化されているか分からない。',
      'Whether a removable medium that is plugged in is encrypted is not told.',
    ),
    'writing-in-clear': text(
      '暗号化していないUSB記憶媒体に書き込める。',
      'USB storage that is not encrypted can be written to.',
    ),
    'listed-devices': text(
      '個体ごとに許可した媒体は使える。その媒体が自ら暗号化するものかを台帳で確かめる。',
      'Single devices that are listed can be used. Check in the ledger that they encrypt by themselves.',
    ),
    'decided-elsewhere': text(
      'OSの設定では制限されていない。導入済みの製品が暗号化を強制しているかを、その管理画面で確かめる。',
      'The settings of the system restrict nothing. Check at the installed product whether it enforces encryption.',
    ),
    'custom-command': text(
      'modprobe.d の install 行のコマンドが何をするか分からない。/bin/false に変える。',
      'What the command of the install line in modprobe.d does is not known. Use /bin/false.',
    ),
    'deprecated-profile': text(
      '構成プロファイルの mount-controls は非推奨で、効かないことがある。実機で確かめる。',
      'The profile setting mount-controls is deprecated and may not work. Try it on the machine.',
    ),
    'bitlocker-not-seen': text(
      '方針はあるが、この機器でBitLockerが使われている様子がない。機能がないと方針は効かない。実機で確かめる。',
      'The policy is there, but nothing shows that this machine has BitLocker, without which it has no effect. Try it on the machine.',
    ),
    'not-told': text('制限が有効か分からない。', 'It is not told whether the restriction is in force.'),
  },
  remediation: {
    linux: text(
      'USB記憶媒体を使えなくする。/etc/modprobe.d/usb-storage.conf に `install usb-storage /bin/false` と `install uas /bin/false` を書き、再起動する。持ち出しには、暗号化を強制できる製品か、自ら暗号化するUSBメモリだけをUSBGuardで許可して使う。',
      'Deny the use of USB storage: write `install usb-storage /bin/false` and `install uas /bin/false` into /etc/modprobe.d/usb-storage.conf and restart. To take data out, use a product that enforces encryption, or devices that encrypt by themselves and are the only ones that USBGuard lists.',
    ),
    windows: text(
      'グループポリシー「コンピューターの構成\\管理用テンプレート\\Windows コンポーネント\\BitLocker ドライブ暗号化\\リムーバブル データ ドライブ\\BitLocker で保護されていないリムーバブル ドライブへの書き込みアクセスを拒否する」を有効にする。',
      'Enable the group policy Computer Configuration\\Administrative Templates\\Windows Components\\BitLocker Drive Encryption\\Removable Data Drives\\Deny write access to removable drives not protected by BitLocker.',
    ),
    macos: text(
      'MDMから届出 com.apple.configuration.diskmanagement.settings で Restrictions.ExternalStorage を Disallowed 又は ReadOnly にする（macOS 15以降、監視対象の端末）。',
      'From the MDM set Restrictions.ExternalStorage to Disallowed or ReadOnly with the declaration com.apple.configuration.diskmanagement.settings (macOS 15 and later, supervised).',
    ),
  },
  evaluate({ usb, disks }, { onlyMedia }) {
    const expected = text(
      '暗号化していないUSB記憶媒体に書き込めない',
      'USB storage that is not encrypted cannot be written to',
    );
    if (usb.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'kernel-of-the-host', observed, expected };
    }
    const restriction = restrictionOf(usb);
    // A policy leaves a medium readable or at least visible; without one, what is here can be written to.
    const media = restriction.by === 'policy' ? [] : mediaInClear(disks.volumes);
    const clear = media.filter(({ encrypted }) => encrypted === false);
    if (clear.length > 0) {
      return {
        outcome: 'fail',
        reason: 'medium-in-clear',
        observed: mediaText(usb, clear, text('平文の媒体', 'media in clear')),
        expected,
      };
    }
    const verdict = judgeSettings(usb, restriction);
    if (verdict.reason === 'encrypted-only' && !disks.volumes.some(showsBitLocker)) {
      return { outcome: 'unknown', reason: 'bitlocker-not-seen', observed: shown(usb), expected };
    }
    if (media.length > 0 && verdict.outcome !== 'fail') {
      const observed = mediaText(usb, media, text('不明の媒体', 'media not told'));
      return { outcome: 'unknown', reason: 'medium-not-told', observed, expected };
    }
    const isOpen = verdict.reason === 'writing-in-clear';
    const outcome = isOpen && onlyMedia ? 'not-applicable' : verdict.outcome;
    return { ...verdict, outcome, observed: shown(usb), expected };
  },
});

function judgeSettings(
  usb: UsbStorage,
  { level, by }: ReturnType<typeof restrictionOf>,
): Pick<Judgement, 'outcome' | 'reason'> {
  if (usb.bus === 'absent') return { outcome: 'not-applicable', reason: 'no-usb' };
  if (
    usb.drivers.length > 0 &&
    usb.drivers.every(({ state, loaded }) => state === 'absent' && loaded === false)
  ) {
    return { outcome: 'not-applicable', reason: 'no-driver' };
  }
  if (by === 'usbguard-listed-devices') return { outcome: 'unknown', reason: 'listed-devices' };
  if (level === 'encrypted-only') return { outcome: 'pass', reason: 'encrypted-only' };
  if (level !== 'open') return { outcome: 'pass', reason: 'no-writing' };
  // What could not be read may be what restricts.
  const [first] = usb.unread;
  if (first) return { outcome: 'error', reason: first.code };
  const undecided = whatIsNotKnown(usb);
  if (undecided) return { outcome: 'unknown', reason: undecided };
  return { outcome: 'fail', reason: 'writing-in-clear' };
}

function mediaText(usb: UsbStorage, media: readonly Volume[], what: Text): Text {
  const names = nameList(media.map(({ mountPoints, source }) => mountPoints[0] ?? source));
  const settings = shown(usb);
  return text(`${what.ja}: ${names.ja}、${settings.ja}`, `${what.en}: ${names.en}, ${settings.en}`);
}
