import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { powershell } from '../powershell.ts';

/**
 * Products that restrict storage with drivers of their own and leave the settings of Windows as they are. Names as
 * in the list of installed programs.
 */
const products: readonly RegExp[] = [
  /SKYSEA Client View/i,
  /LANSCOPE/i,
  /秘文|Hibun/i,
  /AssetView/i,
  /\bQND\b|QAW\/QND/i,
  /\bSS1\b|System Support best1/i,
  /InfoTrace/i,
  /InterSafe/i,
  /MaLion/i,
  /DeviceLock/i,
  /Ivanti (Device|Endpoint)|HEAT (Endpoint|Device)|Lumension/i,
  /Symantec Endpoint Protection/i,
  /Trend Micro.*(Apex One|Security Agent)|ウイルスバスター/i,
  /(McAfee|Trellix) (DLP|Data Loss|Device Control)/i,
  /CrowdStrike/i,
];

const script = `$roots = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall', 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall'
foreach ($root in $roots) {
if (Test-Path -LiteralPath $root) {
foreach ($key in Get-ChildItem -LiteralPath $root) {
$item = Get-ItemProperty -LiteralPath $key.PSPath -Name DisplayName -ErrorAction SilentlyContinue
if ($item.DisplayName) { [string]$item.DisplayName }
}
}
}`;

/**
 * Names of installed products that may restrict storage, and Defender's own device control. Null when the list
 * cannot be read: it matters only where the settings of Windows restrict nothing, so it spoils no other answer.
 */
export async function readOtherControls(host: Host): Promise<string[] | null> {
  try {
    const names = await powershell(host, 'installed-program-names', script);
    const found = controlsAmong(names.filter((name) => typeof name === 'string'));
    return (await hasDefenderDeviceControl(host)) ? [...found, 'Microsoft Defender Device Control'] : found;
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}

export function controlsAmong(names: readonly string[]): string[] {
  const found = names.filter((name) => products.some((product) => product.test(name)));
  return [...new Set(found.map((name) => name.slice(0, 128)))].toSorted().slice(0, 15);
}

async function hasDefenderDeviceControl(host: Host): Promise<boolean> {
  try {
    const [status] = await host.cim({
      namespace: 'root\\Microsoft\\Windows\\Defender',
      className: 'MSFT_MpComputerStatus',
      properties: ['DeviceControlState'],
      timeoutMs: 20_000,
    });
    return status?.['DeviceControlState'] === 'Enabled';
  } catch (error) {
    // With another product in charge Defender does not answer, and controls no devices.
    if (isProbeError(error, 'not-found', 'internal', 'timeout')) return false;
    throw error;
  }
}
