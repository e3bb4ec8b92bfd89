import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { UsbStorage } from '../../evidence/usb-storage/schema.ts';
import { restrictionOf } from './restrictions.ts';
import type { Level } from './restrictions.ts';

const levelText: Record<Level, Text> = {
  blocked: text('使用不可', 'no use'),
  'read-only': text('読み取りのみ', 'read only'),
  'encrypted-only': text('暗号化媒体のみ書き込み可', 'writing to encrypted media only'),
  open: text('使用可', 'usable'),
};

const driverText: Record<UsbStorage['drivers'][number]['state'], Text> = {
  loadable: text('読み込み可', 'loadable'),
  blocked: text('禁止', 'refused'),
  blacklisted: text('ブラックリストのみ', 'blacklisted only'),
  'custom-command': text('独自コマンド', 'custom command'),
  'built-in': text('組み込み', 'built in'),
  absent: text('なし', 'absent'),
};

/** The deciding facts in one line. */
export function shown(state: UsbStorage): Text {
  if (state.container) return text('コンテナ', 'a container');
  if (state.bus === 'absent') return text('USBなし', 'no USB');
  const level = levelText[restrictionOf(state).level];
  const ja = [level.ja];
  const en = [level.en];
  for (const { name, state: driver, loaded } of state.drivers) {
    ja.push(`${name}: ${driverText[driver].ja}${loaded ? '（読み込み済み）' : ''}`);
    en.push(`${name}: ${driverText[driver].en}${loaded ? ' (loaded)' : ''}`);
  }
  if (state.usbguard) {
    ja.push(`USBGuard: ${state.usbguard.running ? '稼働中' : '停止中'}`);
    en.push(`USBGuard: ${state.usbguard.running ? 'running' : 'not running'}`);
  }
  const names = [...state.policies.map(({ source }) => source), ...(state.otherControls ?? [])];
  for (const name of names.slice(0, 3)) {
    ja.push(name);
    en.push(name);
  }
  if (names.length > 3) {
    ja.push(`+${names.length - 3}`);
    en.push(`+${names.length - 3}`);
  }
  return text(ja.join('、'), en.join(', '));
}
