import { isProbeError, own } from '@tenken/shared';
import type { CimInstance, Host, RegistryKey } from '@tenken/shared';
import { ProductReader } from './product-reader.ts';
import { dword } from '../registry-values.ts';
import { plausibleInstant, unknownProduct } from './schema.ts';
import type { Definitions, Product, Scanning } from './schema.ts';
import type { Registration } from './security-center.ts';
import type { Service } from './windows-services.ts';

const settingsRoot = 'HKLM\\SOFTWARE\\Microsoft\\Windows Defender';
const policyRoot = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender';
const signatureKey = `${settingsRoot}\\Signature Updates`;
const expiredStatus = 16_384;
/** Days of the week are 1 to 7, every day 0. */
const neverDay = 8;

/**
 * Microsoft Defender on Windows; null where the feature was removed. The live state is asked for only while its
 * service runs: with another product in charge the question can hang for minutes.
 */
export async function readDefender(
  host: Host,
  services: ReadonlyMap<string, Service> | null,
  registered: Registration | undefined,
): Promise<Product | null> {
  const service = services?.get('windefend');
  if (services && !service && !registered) return null;
  const reader = new ProductReader(host, unknownProduct('microsoft-defender', 'Microsoft Defender'));
  const { product } = reader;
  if (service) reader.source('service WinDefend');
  const status = service?.running === false ? null : await readStatus(reader);
  if (status === 'absent') return null;
  const signatures = await reader.key(signatureKey);
  if (status) Object.assign(product, statusFacts(status));
  if (service?.running === false) Object.assign(product, { running: false, realTime: false });
  // Both have to agree: the Security Center knows of a pause by the user.
  if (registered && registered.state !== 'on' && product.passive !== true) {
    if (product.running === true) product.realTime = false;
    else product.running = false;
  }
  product.definitions = definitions(status, signatures);
  const aside = async (path: string) => {
    const key = await reader.aside((from) => from.registry(path));
    return typeof key === 'string' ? null : key;
  };
  product.autoUpdate = fetchesByItself(await aside(`${policyRoot}\\Signature Updates`), signatures);
  product.scanning = scanning(
    status,
    await aside(`${policyRoot}\\Scan`),
    await aside(`${settingsRoot}\\Scan`),
    product.realTime,
  );
  product.engineVersion = text(status?.['AMEngineVersion']) ?? registryText(signatures, 'EngineVersion');
  return product;
}

/** Hours between its own look-ups, or a day of the week; else definitions come with the updates of Windows. */
function fetchesByItself(policy: RegistryKey | null, own: RegistryKey | null): boolean | null {
  const hours = dword(policy, 'SignatureUpdateInterval') ?? dword(own, 'SignatureUpdateInterval');
  const day = dword(policy, 'ScheduleDay') ?? dword(own, 'ScheduleDay');
  return (hours !== null && hours > 0) || (day !== null && day < neverDay) ? true : null;
}

/**
 * `DisableRemovableDriveScanning` is about full scans only, and on as Windows comes: the real-time scan looks at
 * files of every drive.
 *
 * @see https://learn.microsoft.com/powershell/module/defender/set-mppreference
 */
function scanning(
  status: CimInstance | null,
  policy: RegistryKey | null,
  own: RegistryKey | null,
  realTime: boolean | null,
): Scanning {
  const value = (name: string) => dword(policy, name) ?? dword(own, name);
  const day = value('ScheduleDay');
  const kind = value('ScanParameters');
  const ignoresMedia = value('DisableRemovableDriveScanning');
  const lastFullAt = lastScan(status, 'FullScanEndTime');
  const lastQuickAt = lastScan(status, 'QuickScanEndTime');
  const ends = [lastFullAt, lastQuickAt].flatMap((at) =>
    at === null || at === 'never' ? [] : [Date.parse(at)],
  );
  const tamper = status?.['IsTamperProtected'];
  return {
    scheduled: day === null ? null : day >= neverDay ? 'never' : kind === 2 ? 'full' : 'quick',
    lastAt:
      ends.length > 0
        ? plausibleInstant(Math.max(...ends))
        : lastFullAt === 'never' && lastQuickAt === 'never'
          ? 'never'
          : null,
    lastFullAt,
    removableOnUse: realTime,
    removableInFullScan: ignoresMedia === null ? null : ignoresMedia === 0,
    tamperProtection: typeof tamper === 'boolean' ? tamper : null,
  };
}

/** 1601, or no value beside others: there was none yet. */
function lastScan(status: CimInstance | null, name: string): Scanning['lastAt'] {
  const value = own(status, name);
  if (value === undefined) return null;
  const shown = text(value);
  return (shown === null ? null : plausibleInstant(Date.parse(shown))) ?? 'never';
}

async function readStatus(reader: ProductReader): Promise<CimInstance | 'absent' | null> {
  const what = 'MSFT_MpComputerStatus';
  try {
    const [status] = await reader.host.cim({
      namespace: 'root\\Microsoft\\Windows\\Defender',
      className: what,
      properties: [
        'AMServiceEnabled',
        'AntivirusEnabled',
        'AMRunningMode',
        'RealTimeProtectionEnabled',
        'OnAccessProtectionEnabled',
        'AntivirusSignatureLastUpdated',
        'AntivirusSignatureVersion',
        'DefenderSignaturesOutOfDate',
        'ProductStatus',
        'AMEngineVersion',
        'FullScanEndTime',
        'QuickScanEndTime',
        'IsTamperProtected',
      ],
      timeoutMs: 20_000,
    });
    if (status) reader.source(what);
    return status ?? null;
  } catch (error) {
    if (!isProbeError(error)) throw error;
    if (error.code === 'not-found') return 'absent';
    // 'internal' comes with the service inactive or damaged; what else is known may still tell.
    reader.note(what, error);
    return null;
  }
}

type StatusFacts = Pick<Product, 'running' | 'realTime' | 'passive' | 'licensed'>;

/** Exported for its test. */
export function statusFacts(status: CimInstance): StatusFacts {
  const mode = text(status['AMRunningMode'])?.toLowerCase() ?? null;
  const passive = mode === null ? null : mode.includes('passive') || mode.startsWith('edr block');
  const enabled = allOf(status['AMServiceEnabled'], status['AntivirusEnabled']);
  const productStatus = status['ProductStatus'];
  return {
    running: mode?.startsWith('not running') ? false : enabled,
    realTime: allOf(status['RealTimeProtectionEnabled'], status['OnAccessProtectionEnabled'] ?? true),
    passive,
    licensed: typeof productStatus === 'number' && (productStatus & expiredStatus) !== 0 ? false : null,
  };
}

/** False when one is false, null when one is not told. */
function allOf(...values: (CimInstance[string] | undefined)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.every((value) => value === true) ? true : null;
}

/**
 * `AVSignatureApplied` is when Microsoft made the set; `SignaturesLastUpdated` and the live state tell when this
 * machine got it. Behind an internal update server the two can be weeks apart.
 */
function definitions(status: CimInstance | null, signatures: RegistryKey | null): Definitions {
  const version =
    text(status?.['AntivirusSignatureVersion']) ?? registryText(signatures, 'AVSignatureVersion');
  const live = text(status?.['AntivirusSignatureLastUpdated']);
  const updatedAt =
    (live === null ? null : plausibleInstant(Date.parse(live))) ??
    fileTime(signatures, 'SignaturesLastUpdated');
  const builtAt = fileTime(signatures, 'AVSignatureApplied');
  if (version === null && updatedAt === null && builtAt === null) return { state: 'not-told' };
  if (version === '0.0.0.0' || (updatedAt === null && builtAt === null && live !== null)) {
    return { state: 'missing' };
  }
  const outdated = status?.['DefenderSignaturesOutOfDate'];
  const current = typeof outdated === 'boolean' ? !outdated : null;
  return { state: 'present', version, builtAt, updatedAt, precision: 'instant', current };
}

/** Eight bytes, little-endian: tenths of microseconds since 1601. */
function fileTime(key: RegistryKey | null, name: string): string | null {
  const value = own(key?.values, name);
  if (value?.type !== 'REG_BINARY' || !/^[0-9A-F]{16}$/.test(value.data)) return null;
  const ticks = Buffer.from(value.data, 'hex').readBigUInt64LE(0);
  return plausibleInstant(Number(ticks / 10_000n - 11_644_473_600_000n));
}

function registryText(key: RegistryKey | null, name: string): string | null {
  const value = own(key?.values, name);
  return value?.type === 'REG_SZ' ? text(value.data) : null;
}

function text(value: CimInstance[string] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 128) : null;
}
