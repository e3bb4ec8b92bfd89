import type { CimInstance, Host } from '@tenken/shared';
import { ownBattery, percent } from './parsers.ts';
import type { PowerBackup, Supply } from './schema.ts';

/**
 * A UPS on USB is a battery to Windows, as is that of a portable computer; lead is what tells them apart there.
 *
 * @see https://learn.microsoft.com/windows/win32/cimwin32prov/win32-battery
 */
export async function readWindows(host: Host): Promise<PowerBackup> {
  const batteries = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Battery',
    properties: ['Name', 'BatteryStatus', 'Chemistry', 'EstimatedChargeRemaining'],
  });
  const [system] = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_ComputerSystem',
    properties: ['PCSystemType'],
  });
  // 2 = mobile, 8 = slate.
  const portable = system?.['PCSystemType'] === 2 || system?.['PCSystemType'] === 8;
  return {
    unread: [],
    container: false,
    supplies: batteries.slice(0, 16).map((battery) => supplyOf(battery, portable)),
    watchedElsewhere: false,
  };
}

const onMains = new Set([2, 3, 6, 7, 8, 9]);
const onBattery = new Set([1, 4, 5]);
const low = new Set([4, 5, 8, 9]);

function supplyOf(battery: CimInstance, portable: boolean): Supply {
  const { Name, BatteryStatus: status, Chemistry, EstimatedChargeRemaining: charge } = battery;
  const name = typeof Name === 'string' && Name !== '' ? Name : 'battery';
  // 3 = lead acid. Hyper-V shows its host's battery to a virtual machine.
  if ((portable && Chemistry !== 3) || name.includes('Hyper-V Virtual Battery')) return ownBattery(name);
  const known = typeof status === 'number' && (onMains.has(status) || onBattery.has(status));
  return {
    name: name.slice(0, 100),
    source: 'system',
    kind: 'ups',
    connected: true,
    power: known ? (onMains.has(status) ? 'mains' : 'battery') : null,
    batteryLow: known ? low.has(status) : null,
    replaceBattery: null,
    chargePercent: percent(charge === null || charge === undefined ? undefined : String(charge)),
  };
}
