import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { ProductReader } from './product-reader.ts';
import { plausibleInstant, unknownProduct } from './schema.ts';
import type { Definitions, Product } from './schema.ts';

/** macOS 15 and later use the copy below /var/protected; the other one goes on being updated and is not used. */
const activeBundle = '/var/protected/xprotect/XProtect.bundle';
const olderBundle = '/Library/Apple/System/Library/CoreServices/XProtect.bundle';

const scanServices = ['com.apple.XprotectFramework.PluginService', 'com.apple.XProtect.daemon.scan'];

/** XProtect is part of every macOS: that it is there says nothing, so its scans and its rules are looked at. */
export async function readXProtect(host: Host): Promise<Product> {
  const reader = new ProductReader(host, unknownProduct('xprotect', 'XProtect'));
  const { product } = reader;
  const scans = (await readStatus(reader)) ?? (await readServices(reader));
  product.running = scans && (scans.launch || scans.background);
  product.realTime = scans && scans.launch;
  product.definitions =
    (await readRules(reader, activeBundle)) ??
    (await readRules(reader, olderBundle)) ??
    rulesMissing(product);
  return product;
}

/**
 * `xprotect status` of macOS 15 and later: `XProtect launch scans: enabled`, `XProtect background scans: enabled`.
 * The tool is not translated.
 */
export function parseXProtectStatus(output: string): { launch: boolean; background: boolean } {
  const launch = /\blaunch scans: (enabled|disabled)\b/.exec(output)?.[1];
  const background = /\bbackground scans: (enabled|disabled)\b/.exec(output)?.[1];
  if (!launch || !background) throw new ProbeError('unparsable', 'xprotect status does not name both scans');
  return { launch: launch === 'enabled', background: background === 'enabled' };
}

async function readStatus(reader: ProductReader): Promise<{ launch: boolean; background: boolean } | null> {
  const status = await reader.command('xprotect', ['status']);
  return status && reader.part('xprotect status', () => parseXProtectStatus(status.stdout));
}

/** Before macOS 15: both services are loaded. */
async function readServices(reader: ProductReader): Promise<{ launch: boolean; background: boolean } | null> {
  if (reader.product.unread.length > 0) return null;
  const list = await reader.command('launchctl', ['list']);
  if (list === null) return null;
  const labels = new Set(list.stdout.split('\n').map((line) => line.split('\t').at(-1)?.trim()));
  const loaded = scanServices.every((label) => labels.has(label));
  return { launch: loaded, background: loaded };
}

/** Null when this copy is not there. Apple writes no date into it; the folder's own time is when it was installed. */
async function readRules(reader: ProductReader, bundle: string): Promise<Definitions | null> {
  let modifiedAt: string;
  try {
    modifiedAt = (await reader.host.stat(bundle)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    if (!isProbeError(error)) throw error;
    reader.note(bundle, error);
    return { state: 'not-told' };
  }
  const info = `${bundle}/Contents/Info.plist`;
  const version = await reader.command('plutil', [
    '-extract',
    'CFBundleShortVersionString',
    'raw',
    '-o',
    '-',
    info,
  ]);
  return {
    state: 'present',
    version: version?.stdout.trim().slice(0, 128) || null,
    builtAt: null,
    updatedAt: plausibleInstant(Date.parse(modifiedAt)),
    precision: 'instant',
    current: null,
  };
}

function rulesMissing(product: Product): Definitions {
  return product.unread.length > 0 ? { state: 'not-told' } : { state: 'missing' };
}
