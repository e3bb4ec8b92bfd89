import { isProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { foreignAmong, isExcluded, passwordProvider } from './credential-providers.ts';
import type { Factor, LoginFactors, LoginWay } from './schema.ts';
import { sshWay } from './ssh-way.ts';

const authentication = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication';
const systemPolicies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const providerPolicies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\System';
const hello = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\PassportForWork';
const remoteDesktopPolicies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services';
const remoteDesktop = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server';
const providerFolders = [
  `${authentication}\\Credential Providers`,
  `${authentication}\\Credential Provider Filters`,
];
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const maxProducts = 20;

export async function readWindows(host: Host): Promise<LoginFactors> {
  const unread: Unread[] = [];
  const keys = new Keys(host, unread);
  const products = await readProducts(keys);
  const factors = await readFactors(keys);
  const asked = {
    passwordAlone: await isPasswordEnough(keys, products.length > 0),
    // A card asks for its PIN, and so does Windows Hello for what is bound to this machine.
    factorAlone: products.length > 0 ? null : false,
    keyAlone: false,
    unenrolledPass: null,
    factors,
    exceptions: [],
  };
  const ways: LoginWay[] = [
    { name: 'winlogon', reach: 'local', open: true, ...asked },
    { name: 'rdp', reach: 'remote', open: await isRemoteDesktopOn(keys), ...asked },
  ];
  const ssh = await readPart(unread, 'sshd_config', null, () => readSsh(host, keys));
  if (ssh) ways.push(ssh);
  return { unread, ways, otherProducts: products.slice(0, maxProducts) };
}

class Keys {
  readonly #host: Host;
  readonly #unread: Unread[];
  readonly #read = new Map<string, Promise<RegistryKey | null>>();

  constructor(host: Host, unread: Unread[]) {
    this.#host = host;
    this.#unread = unread;
  }

  /** Null when it is not there, or noted as unread. */
  async key(path: string): Promise<RegistryKey | null> {
    const known = this.#read.get(path) ?? readPart(this.#unread, path, null, () => this.#host.registry(path));
    this.#read.set(path, known);
    return known;
  }

  /** Whether it is there, or may be, and could not be read. */
  hasFailed(path: string): boolean {
    return this.#unread.some(({ what }) => what === path);
  }

  async dword(path: string, name: string): Promise<number | null> {
    const value = valueOf(await this.key(path), name);
    if (value?.type === 'REG_DWORD') return value.data;
    // scforceoption is written as text by some tools.
    return value?.type === 'REG_SZ' && /^\d{1,9}$/.test(value.data) ? Number(value.data) : null;
  }

  async text(path: string, name: string): Promise<string | null> {
    const value = valueOf(await this.key(path), name);
    if (value?.type === 'REG_MULTI_SZ') return value.data.join(',');
    return value?.type === 'REG_SZ' || value?.type === 'REG_EXPAND_SZ' ? value.data : null;
  }
}

function valueOf(key: RegistryKey | null, name: string) {
  return Object.entries(key?.values ?? {}).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

/** Providers and filters that somebody installed: products for a second factor, and others that may hide the password. */
async function readProducts(keys: Keys): Promise<string[]> {
  const names = new Set<string>();
  for (const path of providerFolders) {
    const registered = await keys.key(path);
    for (const id of foreignAmong(registered?.subkeys ?? []).slice(0, maxProducts)) {
      const key = await keys.key(`${path}\\${id}`);
      if (numberOf(key, 'Disabled') === 1) continue;
      names.add(`${nameOf(key)} ${id}`.trim().slice(0, 150));
    }
  }
  return [...names];
}

/** A provider registers its name as the value without a name. */
function nameOf(key: RegistryKey | null): string {
  const value = valueOf(key, '(Default)');
  return value?.type === 'REG_SZ' ? value.data : '';
}

function numberOf(key: RegistryKey | null, name: string): number | null {
  const value = valueOf(key, name);
  return value?.type === 'REG_DWORD' ? value.data : null;
}

/** @returns null where a product of somebody else decides, or what decides could not be read */
async function isPasswordEnough(keys: Keys, hasProducts: boolean): Promise<boolean | null> {
  if ((await keys.dword(systemPolicies, 'scforceoption')) === 1) return false;
  const provider = await keys.key(`${providerFolders[0]}\\${passwordProvider}`);
  if (numberOf(provider, 'Disabled') === 1) return false;
  if (isExcluded(await keys.text(providerPolicies, 'ExcludedCredentialProviders'), passwordProvider)) {
    return false;
  }
  const deciding = [
    systemPolicies,
    providerPolicies,
    ...providerFolders,
    `${providerFolders[0]}\\${passwordProvider}`,
  ];
  return hasProducts || deciding.some((path) => keys.hasFailed(path)) ? null : true;
}

async function readFactors(keys: Keys): Promise<Factor[]> {
  const factors: Factor[] = [];
  if ((await keys.dword(systemPolicies, 'scforceoption')) === 1) {
    factors.push({ kind: 'smart-card', by: 'scforceoption' });
  }
  if ((await keys.dword(hello, 'Enabled')) === 1) {
    factors.push({ kind: 'windows-hello', by: 'PassportForWork' });
  }
  return factors;
}

/** The policy wins over the setting. Editions without Remote Desktop have neither. */
async function isRemoteDesktopOn(keys: Keys): Promise<boolean | null> {
  const denied =
    (await keys.dword(remoteDesktopPolicies, 'fDenyTSConnections')) ??
    (await keys.dword(remoteDesktop, 'fDenyTSConnections'));
  if (keys.hasFailed(remoteDesktopPolicies) || (denied === null && keys.hasFailed(remoteDesktop))) {
    return null;
  }
  return denied === 0;
}

/** OpenSSH of Windows; 4 = its service is switched off. */
async function readSsh(host: Host, keys: Keys): Promise<LoginWay | null> {
  const start = await keys.dword(`${services}\\sshd`, 'Start');
  if (start === null) return null;
  const path = 'C:\\ProgramData\\ssh\\sshd_config';
  try {
    await host.stat(path);
  } catch (error) {
    if (!isProbeError(error, 'not-found')) throw error;
    // It writes its configuration when it starts for the first time.
    return sshWay({ files: [], global: new Map(), matches: [] }, start === 2, null);
  }
  const config = await readSshdConfig(host, [path]);
  return sshWay(config ?? { files: [], global: new Map(), matches: [] }, start !== 4, null);
}
