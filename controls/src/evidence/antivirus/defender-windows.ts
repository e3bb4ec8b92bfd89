import { isProbeError } from '@tenken/shared';
import type { CimInstance, Host, RegistryKey } from '@tenken/shared';
import { ProductReader } from './product-reader.ts';
import { plausibleInstant, unknownProduct } from './schema.ts';
import type { Definitions, Product } from './schema.ts';
import type { Registration } from './security-center.ts';
import type { Service } from './windows-services.ts';

const signatureKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Signature Updates';
const expiredStatus = 16_384;

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
  product.engineVersion = text(status?.['AMEngineVersion']) ?? registryText(signatures, 'EngineVersion');
  return product;
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
  const value = key?.values[name];
  if (value?.type !== 'REG_BINARY' || !/^[0-9A-F]{16}$/.test(value.data)) return null;
  const ticks = Buffer.from(value.data, 'hex').readBigUInt64LE(0);
  return plausibleInstant(Number(ticks / 10_000n - 11_644_473_600_000n));
}

function registryText(key: RegistryKey | null, name: string): string | null {
  const value = key?.values[name];
  return value?.type === 'REG_SZ' ? text(value.data) : null;
}

function text(value: CimInstance[string] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 128) : null;
}
