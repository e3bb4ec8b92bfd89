import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { usbStorage } from '../../evidence/usb-storage/index.ts';
import type { UsbStorage } from '../../evidence/usb-storage/schema.ts';
import { defineControl } from '../define.ts';
import { levels, portableLevel, restrictionOf, whatIsNotKnown } from './restrictions.ts';
import type { Level } from './restrictions.ts';
import { shown } from './shown.ts';

export const usbStorageRestricted = defineControl({
  id: 'usb-storage-restricted',
  title: text('USB記憶媒体の使用が制限されている', 'USB storage is restricted'),
  description: text(
    'USB記憶媒体を接続しても使えないことを、現在有効な設定で確かめる。すべての利用者に及ぶ制限だけを数え、デーモンの止まったUSBGuard、既に読み込まれたドライバー、ブラックリストだけの設定、自動マウントの無効化は数えない。',
    'A USB storage device that is plugged in cannot be used, by the settings in force now. Only what holds for everybody counts; USBGuard without its daemon, drivers that are loaded already, a mere blacklist and switched-off automatic mounting do not.',
  ),
  needs: { state: usbStorage },
  params: z.object({
    require: z._default(z.enum(['blocked', 'read-only', 'encrypted-only']), 'blocked'),
    allowListedDevices: z._default(z.boolean(), true),
    includePortableDevices: z._default(z.boolean(), false),
  }),
  parameters: {
    require: {
      meaning: text(
        '求める制限（blocked: 使用不可、read-only: 書き込み不可、encrypted-only: 暗号化した媒体だけ書き込み可）',
        'The restriction that is asked for: no use at all, no writing, or writing to encrypted media only',
      ),
      source: text('製品の既定値（最も厳しいもの）', "The product's default, the strictest one"),
    },
    allowListedDevices: {
      meaning: text(
        'USBGuardで個体ごとに許可した媒体は認める',
        'Single devices that USBGuard lists by serial number or hash may be used',
      ),
      source: text(
        '製品の既定値（許可した媒体だけを使う運用）',
        "The product's default: only approved media are used",
      ),
    },
    includePortableDevices: {
      meaning: text(
        'スマートフォンやカメラ（WPD/MTP）の制限も求める（Windows）',
        'Ask for the same restriction of telephones and cameras (WPD/MTP, Windows)',
      ),
      source: text('製品の既定値（USB記憶媒体だけを見る）', "The product's default: USB disks alone"),
    },
  },
  reasons: {
    restricted: text('USB記憶媒体は制限されている。', 'USB storage is restricted.'),
    'only-listed-devices': text('個体ごとに許可した媒体だけが使える。', 'Only listed devices can be used.'),
    'no-usb': text('USBがない。', 'The machine has no USB.'),
    'no-driver': text(
      'このカーネルにはUSB記憶媒体のドライバーがない。',
      'This kernel has no driver for USB storage.',
    ),
    'kernel-of-the-host': text(
      'コンテナのデバイスはホストが制御する。',
      "A container's devices are controlled by its host.",
    ),
    open: text('USB記憶媒体を使える。', 'USB storage can be used.'),
    'less-than-required': text(
      '制限が求める水準に達していない。',
      'The restriction is weaker than the one asked for.',
    ),
    'driver-loaded': text(
      '読み込みは禁止されているが、ドライバーは読み込まれている。再起動する。',
      'Loading is refused, but the driver is loaded already. Restart the machine.',
    ),
    'one-driver-open': text('もう一方のドライバーで使える。', 'It can be used through the other driver.'),
    'only-blacklisted': text(
      'ブラックリストだけでは、明示的な読み込みを防げない。',
      'A blacklist does not refuse loading on request.',
    ),
    'usbguard-not-running': text('USBGuardのデーモンが動いていない。', "USBGuard's daemon does not run."),
    'usbguard-allows-any': text(
      'USBGuardの規則が任意の記憶媒体を許可している。',
      "USBGuard's rules let any storage in.",
    ),
    'only-some-users': text('一部の利用者にしか及ばない。', 'It holds for some users only.'),
    'only-new-devices': text(
      '新しい機器の導入だけを禁止している。以前に使った媒体は使える。',
      'Only the installation of new devices is denied; those used before go on working.',
    ),
    'portable-devices-open': text('スマートフォンやカメラは使える。', 'Telephones and cameras can be used.'),
    'decided-elsewhere': text(
      'OSの設定では制限されていない。導入済みの製品が制限しているかを、その管理画面で確かめる。',
      'The settings of the system restrict nothing. Check at the installed product whether it does.',
    ),
    'custom-command': text(
      'modprobe.d の install 行のコマンドが何をするか分からない。/bin/false に変える。',
      'What the command of the install line in modprobe.d does is not known. Use /bin/false.',
    ),
    'deprecated-profile': text(
      '構成プロファイルの mount-controls は非推奨で、効かないことがある。実機で確かめる。',
      'The profile setting mount-controls is deprecated and may not work. Try it on the machine.',
    ),
    'not-told': text('制限が有効か分からない。', 'It is not told whether the restriction is in force.'),
  },
  remediation: {
    linux: text(
      '/etc/modprobe.d/usb-storage.conf に `install usb-storage /bin/false` と `install uas /bin/false` を書き、再起動後に `modprobe --show-depends usb-storage` で確かめる。許可した媒体だけを使う場合は USBGuard を `systemctl enable --now usbguard` で有効にし、ImplicitPolicyTarget=block とする。',
      'Write `install usb-storage /bin/false` and `install uas /bin/false` into /etc/modprobe.d/usb-storage.conf, restart, and check with `modprobe --show-depends usb-storage`. To allow approved media only, enable USBGuard with `systemctl enable --now usbguard` and ImplicitPolicyTarget=block.',
    ),
    windows: text(
      'グループポリシー「コンピューターの構成\\管理用テンプレート\\システム\\リムーバブル記憶域へのアクセス\\すべてのリムーバブル記憶域クラス: すべてのアクセスを拒否」を有効にし、再起動する。',
      'Enable the group policy Computer Configuration\\Administrative Templates\\System\\Removable Storage Access\\All Removable Storage classes: Deny all access, and restart.',
    ),
    macos: text(
      'MDMから届出 com.apple.configuration.diskmanagement.settings で Restrictions.ExternalStorage を Disallowed にする（macOS 15以降、監視対象の端末）。',
      'From the MDM set Restrictions.ExternalStorage to Disallowed with the declaration com.apple.configuration.diskmanagement.settings (macOS 15 and later, supervised).',
    ),
  },
  evaluate({ state }, { require, allowListedDevices, includePortableDevices }) {
    const expected = expectedText[require];
    const observed = shown(state);
    const base = { observed, expected };
    if (state.container) return { outcome: 'not-applicable', reason: 'kernel-of-the-host', ...base };
    if (state.bus === 'absent') return { outcome: 'not-applicable', reason: 'no-usb', ...base };
    if (
      state.drivers.length > 0 &&
      state.drivers.every((driver) => driver.state === 'absent' && driver.loaded === false)
    ) {
      return { outcome: 'not-applicable', reason: 'no-driver', ...base };
    }
    const { level, by } = restrictionOf(state);
    const listedOnly = by === 'usbguard-listed-devices';
    if (isEnough(level, require) && (!listedOnly || allowListedDevices)) {
      if (includePortableDevices && !isEnough(portableLevel(state), require)) {
        return { outcome: 'fail', reason: 'portable-devices-open', ...base };
      }
      return { outcome: 'pass', reason: listedOnly ? 'only-listed-devices' : 'restricted', ...base };
    }
    // What could not be read may be what restricts: 'usable' is only as good as the look at everything.
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, observed: unreadText(first.what), expected };
    const undecided = whatIsNotKnown(state);
    if (undecided) return { outcome: 'unknown', reason: undecided, ...base };
    if (listedOnly) return { outcome: 'fail', reason: 'only-listed-devices', ...base };
    return { outcome: 'fail', reason: level === 'open' ? whyOpen(state) : 'less-than-required', ...base };
  },
});

function unreadText(what: string): Text {
  return text(`${what} を読み取れない`, `${what} could not be read`);
}

function isEnough(level: Level, required: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf(required);
}

function whyOpen({ drivers, policies, usbguard, newDevicesDenied }: UsbStorage): string {
  if (usbguard && !usbguard.running) return 'usbguard-not-running';
  if (usbguard) return 'usbguard-allows-any';
  if (drivers.length > 0 && drivers.every(({ state }) => state === 'blocked' || state === 'absent')) {
    return 'driver-loaded';
  }
  if (drivers.some(({ state }) => state === 'blocked')) return 'one-driver-open';
  if (drivers.length > 0 && drivers.every(({ state }) => state === 'blacklisted' || state === 'absent')) {
    return 'only-blacklisted';
  }
  if (policies.some(({ user, covers }) => user !== null && covers !== 'portable-devices')) {
    return 'only-some-users';
  }
  return newDevicesDenied ? 'only-new-devices' : 'open';
}

const expectedText: Record<Exclude<Level, 'open'>, Text> = {
  blocked: text('USB記憶媒体を使えない', 'USB storage cannot be used'),
  'read-only': text('USB記憶媒体に書き込めない', 'USB storage cannot be written to'),
  'encrypted-only': text(
    '暗号化したUSB記憶媒体にだけ書き込める',
    'only encrypted USB storage can be written to',
  ),
};
