import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { powerBackup } from '../../evidence/power-backup/index.ts';
import type { PowerBackup, Supply } from '../../evidence/power-backup/schema.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';
import type { Judgement } from '../define.ts';

export const upsWorking = defineControl({
  id: 'ups-working',
  title: text('無停電電源装置（UPS）が働いている', 'The uninterruptible power supply works'),
  description: text(
    '機器につながり、機器から見えるUPSが、商用電源で動き、通信ができ、充電されていて、電池の交換を求めていないことを確かめる（Network UPS Tools、apcupsd、Windowsの電池、macOSの電源）。建物側のUPSや、製造者の管理ソフトだけが見ているUPSは分からないため、見えないことを不適合とはしない。停電時に機器を止める設定と、保持できる時間が足りるかは人が確かめる。',
    "A UPS that is tied to the machine and seen by it runs on mains, answers, is charged and asks for no new battery (Network UPS Tools, apcupsd, the batteries of Windows, the power sources of macOS). A UPS of the building, or one that only its maker's software watches, is not seen from here, so that seeing none is no failure. Whether the machine is shut down in time, and whether the time suffices, a person checks.",
  ),
  needs: { power: powerBackup },
  params: z.object({
    minChargePercent: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
    unseenLeftToPeople: z._default(z.boolean(), false),
  }),
  parameters: {
    minChargePercent: {
      unit: '%',
      meaning: text('求める充電の割合', 'Least charge that is asked for'),
      source: text(
        '製品の既定値（停電の直後でなければ満充電に近い。半分を下回るのは電池の劣化を疑う）',
        "The product's default. Unless the power has just been out a UPS is nearly full; below half the battery is suspect",
      ),
    },
    unseenLeftToPeople: leftToPeople(
      '機器から見えるUPSがないときは、設備を人が確かめる',
      'Where the machine sees no UPS a person looks at the building',
    ),
  },
  reasons: {
    working: text('UPSが働いている。', 'The UPS works.'),
    'power-of-the-host': text('コンテナの電源はホストのものである。', "A container's power is its host's."),
    'own-battery': text('機器が電池を内蔵している。', 'The machine has a battery of its own.'),
    'not-connected': text('UPSと通信できない。', 'The UPS does not answer.'),
    'replace-battery': text('UPSが電池の交換を求めている。', 'The UPS asks for a new battery.'),
    'battery-low': text('UPSの電池が残り少ない。', 'The battery of the UPS is nearly empty.'),
    'on-battery': text(
      'UPSが電池で動いている。商用電源を確かめる。',
      'The UPS runs on its battery. Check the mains.',
    ),
    'charge-low': text('UPSの充電が足りない。', 'The UPS is not charged enough.'),
    'not-told': text('UPSが状態を示さない。', 'The UPS does not tell its state.'),
    'watched-elsewhere': text(
      'ほかの機器が見張るUPSに従っている。その機器で確かめる。',
      'The machine follows a UPS that another one watches: check there.',
    ),
    'none-seen': text(
      '機器から見えるUPSがない。建物の設備や管理ソフトで確かめる。',
      'The machine sees no UPS. Check the building and the software of its maker.',
    ),
  },
  remediation: {
    linux: text(
      'UPSをUSBでつなぎ、Network UPS Tools（`upsc UPS名`）又は apcupsd（`apcaccess`）で見張る。電池の交換を求めるもの（RB、REPLACEBATT）は電池を替え、テストする。',
      'Connect the UPS by USB and watch it with Network UPS Tools (`upsc NAME`) or apcupsd (`apcaccess`). Where it asks for a battery (RB, REPLACEBATT), replace and test it.',
    ),
    windows: text(
      'UPSをUSBでつなぎ、`Get-CimInstance Win32_Battery` か製造者の管理ソフト（PowerChute、PowerAct Proなど）で状態を見る。電池の交換を求めるものは替える。',
      'Connect the UPS by USB and look at `Get-CimInstance Win32_Battery` or the software of its maker (PowerChute, PowerAct Pro and others). Replace the battery where it asks for it.',
    ),
    macos: text(
      'UPSをUSBでつなぎ、`pmset -g batt` で状態を、`pmset -g ups` で停止の条件を確かめる。',
      'Connect the UPS by USB; look at its state with `pmset -g batt` and at the conditions for shutting down with `pmset -g ups`.',
    ),
  },
  evaluate({ power }, { minChargePercent, unseenLeftToPeople }) {
    const expected = text(
      `UPSが商用電源で動き、充電${minChargePercent}%以上、交換の要求なし`,
      `the UPS runs on mains, charged to ${minChargePercent}% or more, asks for no battery`,
    );
    const observed = shown(power);
    if (power.container) {
      return { outcome: 'not-applicable', reason: 'power-of-the-host', observed, expected };
    }
    const verdict = judgePower(power, minChargePercent);
    const [first] = power.unread;
    if (first && verdict.outcome !== 'fail') {
      return { outcome: 'error', reason: first.code, observed, expected };
    }
    const isUnseen = verdict.reason === 'none-seen' || verdict.reason === 'watched-elsewhere';
    if (isUnseen && unseenLeftToPeople) {
      return { outcome: 'not-applicable', reason: verdict.reason, observed, expected };
    }
    return { ...verdict, observed, expected };
  },
});

function judgePower(
  { supplies, watchedElsewhere }: PowerBackup,
  minCharge: number,
): Pick<Judgement, 'outcome' | 'reason'> {
  const units = supplies.filter(({ kind }) => kind === 'ups');
  for (const [reason, isBad] of faults(minCharge)) {
    if (units.some(isBad)) return { outcome: 'fail', reason };
  }
  if (units.length > 0) {
    return units.some(({ power }) => power === null)
      ? { outcome: 'unknown', reason: 'not-told' }
      : { outcome: 'pass', reason: 'working' };
  }
  if (watchedElsewhere) return { outcome: 'unknown', reason: 'watched-elsewhere' };
  return supplies.length > 0
    ? { outcome: 'not-applicable', reason: 'own-battery' }
    : { outcome: 'unknown', reason: 'none-seen' };
}

function faults(minCharge: number): [string, (supply: Supply) => boolean][] {
  return [
    ['not-connected', ({ connected }) => !connected],
    ['replace-battery', ({ replaceBattery }) => replaceBattery === true],
    ['battery-low', ({ batteryLow }) => batteryLow === true],
    ['on-battery', ({ power }) => power === 'battery'],
    ['charge-low', ({ chargePercent }) => chargePercent !== null && chargePercent < minCharge],
  ];
}

function shown({ container, supplies, watchedElsewhere }: PowerBackup): Text {
  if (container) return text('コンテナ', 'a container');
  if (supplies.length === 0) {
    return watchedElsewhere
      ? text('ほかの機器が見張るUPS', 'a UPS that another machine watches')
      : text('UPSなし', 'no UPS');
  }
  const list = (language: 'ja' | 'en') =>
    supplies.slice(0, 4).map(({ name, kind, connected, power, chargePercent }) => {
      const state =
        kind === 'battery'
          ? text('内蔵の電池', 'own battery')
          : !connected
            ? text('通信なし', 'no answer')
            : power === 'battery'
              ? text('電池で運転', 'on battery')
              : power === 'mains'
                ? text('商用電源', 'on mains')
                : text('不明', 'not told');
      return `${name}: ${state[language]}${chargePercent === null ? '' : ` ${chargePercent}%`}`;
    });
  return text(list('ja').join('、'), list('en').join(', '));
}
