import { own } from '@tenken/shared';
import type { RegistryKey } from '@tenken/shared';
import { parseComponentInfo } from './deep-security.ts';
import { parseEsetScannerVersion } from './eset.ts';
import type { ProductReader } from './product-reader.ts';
import { plausibleDay, plausibleInstant } from './schema.ts';
import type { Definitions, ProductId } from './schema.ts';

export type Vendor = {
  id: ProductId;
  name: string;
  /** Names of its services, lower case; the first one that exists is the engine. */
  services: readonly string[];
  /** Folders of its programs, lower case: a registration's display name may be translated, its path is not. */
  folders: readonly string[];
  /** Fills in what the product itself tells: definitions, real-time scan. */
  ask: (reader: ProductReader) => Promise<void>;
};

/** Products of the Japanese market. Service names of Symantec, Trellix and Sophos are as documented, not seen. */
export const vendors: readonly Vendor[] = [
  {
    id: 'trend-micro-apex-one',
    name: 'Trend Micro Apex One',
    services: ['ntrtscan'],
    folders: [
      '\\trend micro\\officescan',
      '\\trend micro\\security agent',
      '\\trend micro\\client server security agent',
    ],
    ask: askApexOne,
  },
  {
    id: 'trend-micro-deep-security',
    name: 'Trend Micro Deep Security Agent',
    services: ['ds_agent'],
    folders: ['\\trend micro\\deep security agent'],
    ask: askDeepSecurity,
  },
  { id: 'eset', name: 'ESET', services: ['ekrn'], folders: ['\\eset\\'], ask: askEset },
  {
    id: 'symantec-endpoint-protection',
    name: 'Symantec Endpoint Protection',
    services: ['sepmasterservice'],
    folders: ['\\symantec\\symantec endpoint protection'],
    ask: askSymantec,
  },
  {
    id: 'trellix-endpoint-security',
    name: 'Trellix Endpoint Security',
    services: ['mfetp', 'mfemms'],
    folders: ['\\mcafee\\endpoint security', '\\trellix\\endpoint security'],
    ask: askTrellix,
  },
  {
    id: 'sophos',
    name: 'Sophos Endpoint',
    services: ['savservice', 'sophos endpoint defense service', 'sophos health service'],
    folders: ['\\sophos\\'],
    ask: askSophos,
  },
  { id: 'kaspersky', name: 'Kaspersky', services: [], folders: ['\\kaspersky lab\\'], ask: async () => {} },
  {
    id: 'crowdstrike-falcon',
    name: 'CrowdStrike Falcon',
    services: ['csfalconservice'],
    folders: ['\\crowdstrike\\'],
    ask: withoutDefinitions,
  },
  {
    id: 'sentinelone',
    name: 'SentinelOne',
    services: ['sentinelagent'],
    folders: ['\\sentinelone\\'],
    ask: withoutDefinitions,
  },
  {
    id: 'cortex-xdr',
    name: 'Cortex XDR',
    services: ['cyserver'],
    folders: ['\\palo alto networks\\traps'],
    ask: withoutDefinitions,
  },
  {
    id: 'bitdefender',
    name: 'Bitdefender',
    services: ['epsecurityservice', 'vsserv'],
    folders: ['\\bitdefender\\'],
    ask: async () => {},
  },
];

async function withoutDefinitions({ product }: ProductReader): Promise<void> {
  product.definitions = { state: 'not-used' };
}

/** 32-bit products write below WOW6432Node, also on a 64-bit Windows. */
async function softwareKey(reader: ProductReader, path: string): Promise<RegistryKey | null> {
  return (
    (await reader.key(`HKLM\\SOFTWARE\\WOW6432Node\\${path}`)) ??
    (await reader.key(`HKLM\\SOFTWARE\\${path}`))
  );
}

/**
 * The key `Misc.` ends with a dot. Smart Scan keeps the `NonCrc` pattern on the machine and asks a server for the
 * rest; the conventional scan keeps the whole one.
 */
async function askApexOne(reader: ProductReader): Promise<void> {
  const root = 'TrendMicro\\PC-cillinNTCorp\\CurrentVersion';
  const misc = await softwareKey(reader, `${root}\\Misc.`);
  const realTime = await softwareKey(reader, `${root}\\Real Time Scan Configuration`);
  const scanType = number(await softwareKey(reader, `${root}\\iCRC Scan`), 'scantype');
  reader.product.realTime = flag(realTime, 'Enable');
  const smart = day(misc, 'NonCrcPatternDate');
  const conventional = day(misc, 'PatternDate');
  const isSmart = scanType === null ? smart !== null : scanType === 1;
  const version = number(misc, isSmart ? 'InternalNonCrcPatternVer' : 'InternalPatternVer');
  const builtAt = isSmart ? smart : conventional;
  if (builtAt !== null) {
    reader.product.definitions = dated(builtAt, version === null ? null : patternVersion(version));
  }
  reader.product.engineVersion = text(misc, 'ProgramVer');
}

/** 1948900 is shown as 19.489.00. */
function patternVersion(internal: number): string {
  const pad = (part: number, width: number) => String(part).padStart(width, '0');
  return `${Math.floor(internal / 100_000)}.${pad(Math.floor(internal / 100) % 1000, 3)}.${pad(internal % 100, 2)}`;
}

/** A batch file: only cmd.exe runs it. The folder is fixed, so that no one else's file is run. */
async function askDeepSecurity(reader: ProductReader): Promise<void> {
  if (reader.product.running === false) return;
  const query = 'C:\\Program Files\\Trend Micro\\Deep Security Agent\\dsa_query.cmd';
  const info = await reader.command('C:\\Windows\\System32\\cmd.exe', [
    '/d',
    '/c',
    query,
    '-c',
    'GetComponentInfo',
  ]);
  const facts =
    info && (await reader.part('dsa_query GetComponentInfo', () => parseComponentInfo(info.stdout)));
  if (facts) Object.assign(reader.product, facts);
}

async function askEset(reader: ProductReader): Promise<void> {
  const info = await reader.key('HKLM\\SOFTWARE\\ESET\\ESET Security\\CurrentVersion\\Info');
  const definitions = parseEsetScannerVersion(text(info, 'ScannerVersion') ?? '');
  if (definitions) reader.product.definitions = definitions;
  reader.product.engineVersion = text(info, 'ProductVersion');
}

async function askSymantec(reader: ProductReader): Promise<void> {
  const root = 'Symantec\\Symantec Endpoint Protection';
  const state = await softwareKey(reader, `${root}\\CurrentVersion\\public-opstate`);
  const scan = await softwareKey(reader, `${root}\\AV\\Storages\\Filesystem\\RealTimeScan`);
  const builtAt = day(state, 'LatestVirusDefsDate');
  if (builtAt !== null) reader.product.definitions = dated(builtAt, null);
  reader.product.realTime = flag(scan, 'OnOff');
  if (flag(state, 'ASRunningStatus') === false) reader.product.running = false;
}

async function askTrellix(reader: ProductReader): Promise<void> {
  const content = await reader.key('HKLM\\SOFTWARE\\McAfee\\AVSolution\\DS\\DS');
  const scan = await reader.key('HKLM\\SOFTWARE\\McAfee\\AVSolution\\MCSHIELDGLOBAL\\GLOBAL');
  const builtAt = day(content, 'szContentCreationDate');
  const version = number(content, 'dwContentMajorVersion');
  if (builtAt !== null) {
    reader.product.definitions = dated(builtAt, version === null ? null : String(version));
  }
  reader.product.realTime = flag(scan, 'enableoas');
}

/** The time of the last update that worked; `Result` is 0 then. */
async function askSophos(reader: ProductReader): Promise<void> {
  const status = await softwareKey(reader, 'Sophos\\AutoUpdate\\UpdateStatus');
  const updated = number(status, 'LastUpdateTime');
  if (updated === null || number(status, 'Result') !== 0) return;
  reader.product.definitions = {
    state: 'present',
    version: null,
    builtAt: null,
    updatedAt: plausibleInstant(updated * 1000),
    precision: 'instant',
    current: null,
  };
}

function dated(builtAt: string, version: string | null): Definitions {
  return { state: 'present', version, builtAt, updatedAt: null, precision: 'day', current: null };
}

function flag(key: RegistryKey | null, name: string): boolean | null {
  const value = number(key, name);
  return value === null ? null : value === 1;
}

function number(key: RegistryKey | null, name: string): number | null {
  const value = own(key?.values, name);
  if (value?.type === 'REG_DWORD') return value.data;
  if (value?.type === 'REG_QWORD' || value?.type === 'REG_SZ') {
    return /^\d{1,15}$/.test(value.data) ? Number(value.data) : null;
  }
  return null;
}

/** `20261120`, `2026-11-20` or `2026/11/20`, with anything behind. */
function day(key: RegistryKey | null, name: string): string | null {
  const value = own(key?.values, name);
  const shown = value?.type === 'REG_DWORD' ? String(value.data) : value?.type === 'REG_SZ' ? value.data : '';
  const [, year, month, date] = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d{3})/.exec(shown) ?? [];
  return year && month && date ? plausibleDay(`${year}${month}${date}`) : null;
}

function text(key: RegistryKey | null, name: string): string | null {
  const value = own(key?.values, name);
  return value?.type === 'REG_SZ' && value.data !== '' ? value.data.slice(0, 128) : null;
}
