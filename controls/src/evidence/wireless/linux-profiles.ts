import { own, ProbeError } from '@tenken/shared';
import { parseKeyfile, parseVariables } from './key-values.ts';
import { networkHash } from './network-name.ts';
import type { Authentication, Network } from './schema.ts';

type Ciphers = NonNullable<Network['ciphers']>;

/** `key-mgmt`, `proto` and `pairwise` of wpa_supplicant and NetworkManager, in one list of words each. */
export function securityOf(
  keyManagement: readonly string[],
  protocols: readonly string[],
  pairwise: readonly string[],
): Pick<Network, 'authentication' | 'ciphers'> {
  const keys = keyManagement.map((word) => word.toLowerCase());
  const ciphers = pairwise.length === 0 ? null : [...new Set(pairwise.map(cipherOf))];
  return {
    authentication: authenticationOf(
      keys,
      protocols.map((word) => word.toLowerCase()),
      ciphers,
    ),
    ciphers,
  };
}

function authenticationOf(keys: string[], protocols: string[], ciphers: Ciphers | null): Authentication {
  if (keys.length === 0) return 'open';
  // `ieee8021x` without WPA is WEP with keys that change.
  if (keys.some((key) => key === 'none' || key === 'ieee8021x')) return 'wep';
  const isThird = (key: string) => /^(?:ft-)?sae|suite-b|^owe$/.test(key);
  if (keys.every((key) => key === 'owe')) return 'owe';
  if (keys.every(isThird)) return 'wpa3';
  if (!keys.every((key) => isThird(key) || /^(?:ft-)?wpa-(?:psk|eap)/.test(key))) return 'unknown';
  const isMixed = keys.some(isThird);
  // Without these WPA of the first kind is accepted as well, in the defaults of wpa_supplicant up to 2.11.
  const isSecond =
    (protocols.length > 0 && protocols.every((word) => word === 'rsn' || word === 'wpa2')) ||
    keys.every((key) => isThird(key) || key.endsWith('-sha256'));
  if (isSecond) return isMixed ? 'wpa2-or-wpa3' : 'wpa2';
  if (protocols.length > 0 && protocols.every((word) => word === 'wpa')) return 'wpa';
  // With AES alone what WPA of the first kind had of weakness is gone.
  return ciphers !== null && ciphers.every((cipher) => cipher === 'ccmp' || cipher === 'gcmp')
    ? isMixed
      ? 'wpa2-or-wpa3'
      : 'wpa2'
    : 'wpa-or-wpa2';
}

export function cipherOf(word: string): Ciphers[number] {
  const name = word.toLowerCase();
  if (/^(?:ccmp|aes)/.test(name)) return 'ccmp';
  if (name.startsWith('gcmp')) return 'gcmp';
  if (name.startsWith('tkip')) return 'tkip';
  if (name.startsWith('wep')) return 'wep';
  return name === 'none' ? 'none' : 'other';
}

/** A connection of NetworkManager. An open network is one without the section; null = not wireless. @throws {ProbeError} `unparsable` */
export function parseConnection(text: string): Network | null {
  const sections = parseKeyfile(text);
  const wifi = sections.get('wifi') ?? sections.get('802-11-wireless');
  const type = sections.get('connection')?.get('type');
  if (type === undefined) throw new ProbeError('unparsable', 'a connection without a type');
  if (type !== 'wifi' && type !== '802-11-wireless') return null;
  const security = sections.get('wifi-security') ?? sections.get('802-11-wireless-security');
  const key = security?.get('key-mgmt');
  return {
    source: 'NetworkManager',
    network: networkHash(wifi?.get('ssid') ?? ''),
    ...securityOf(
      key === undefined ? [] : [key],
      list(security?.get('proto')),
      list(security?.get('pairwise')),
    ),
  };
}

/**
 * Blocks `network={ … }` of wpa_supplicant.conf(5), among settings that are `name=value` as well.
 *
 * @throws {ProbeError} `unparsable`: text, but no setting; a block without its end
 */
export function parseSupplicant(text: string): Network[] {
  const lines = statements(text);
  if (lines.length > 0 && !lines.some((line) => /^\w[\w-]*=/.test(line))) {
    throw new ProbeError('unparsable', 'a configuration of wpa_supplicant without a setting');
  }
  const blocks = [...text.matchAll(/^\s*network=\{([^}]*)\}/gm)];
  if (blocks.length !== lines.filter((line) => line.startsWith('network={')).length) {
    throw new ProbeError('unparsable', 'a network of wpa_supplicant without its end');
  }
  return blocks.map((match) => {
    const values = new Map(
      (match[1] ?? '').split('\n').flatMap((line) => {
        const pair = /^\s*([a-z_0-9]+)=(.*?)\s*$/.exec(line);
        return pair?.[1] ? [[pair[1], (pair[2] ?? '').replaceAll(/^"|"$/g, '')] as const] : [];
      }),
    );
    // The default is `WPA-PSK WPA-EAP`; NONE is an open network, or WEP where it has a key.
    const keys = (values.get('key_mgmt') ?? 'WPA-PSK WPA-EAP').split(/\s+/);
    const isNone = keys.every((key) => key.toUpperCase() === 'NONE');
    const hasKey = [...values.keys()].some((name) => /^wep_key\d$/.test(name));
    const words = (name: string) => values.get(name)?.split(/\s+/) ?? [];
    return {
      source: 'wpa_supplicant',
      network: networkHash(values.get('ssid') ?? ''),
      ...securityOf(isNone && !hasKey ? [] : keys, words('proto'), words('pairwise')),
    };
  });
}

/** `NAME.psk`, `NAME.8021x`, `NAME.open` below /var/lib/iwd; names with odd characters are `=` and hexadecimal. */
export function networkOfIwd(file: string): Network | null {
  const match = /^(.+)\.(open|psk|8021x)$/.exec(file);
  if (!match?.[1]) return null;
  const name = match[1].startsWith('=') ? Buffer.from(match[1].slice(1), 'hex').toString('utf8') : match[1];
  return {
    source: 'iwd',
    network: networkHash(name),
    authentication: match[2] === 'open' ? 'open' : 'wpa-or-wpa2',
    ciphers: null,
  };
}

/**
 * ifcfg files of older RHEL (`TYPE=Wireless`) and of SUSE's wicked (`WIRELESS_…`); null = not wireless.
 *
 * @throws {ProbeError} `unparsable`: text, but no variable
 */
export function parseIfcfg(text: string): Network | null {
  const values = parseVariables(text);
  if (values.size === 0 && statements(text).length > 0) {
    throw new ProbeError('unparsable', 'settings of an interface without a variable');
  }
  const mode = values.get('WIRELESS_AUTH_MODE');
  const isWicked = mode !== undefined || values.has('WIRELESS_ESSID');
  if (!isWicked && values.get('TYPE') !== 'Wireless') return null;
  const network = networkHash(values.get('WIRELESS_ESSID') ?? values.get('ESSID') ?? '');
  if (!isWicked) {
    const protocols = [
      ...(values.get('WPA_ALLOW_WPA') === 'yes' ? ['wpa'] : []),
      ...(values.get('WPA_ALLOW_WPA2') === 'yes' ? ['rsn'] : []),
    ];
    const key = values.get('KEY_MGMT') ?? (values.has('DEFAULTKEY') ? 'none' : undefined);
    return {
      source: 'ifcfg',
      network,
      ...securityOf(key === undefined ? [] : [key], protocols, words(values.get('CIPHER_PAIRWISE'))),
    };
  }
  const keys: Record<string, string[]> = {
    psk: ['wpa-psk'],
    eap: ['wpa-eap'],
    'no-encryption': [],
    open: [],
  };
  const hasKey = [...values].some(([name, value]) => /^WIRELESS_KEY_\d$/.test(name) && value !== '');
  return {
    source: 'wicked',
    network,
    ...securityOf(
      hasKey ? ['none'] : (own(keys, (mode ?? 'open').toLowerCase()) ?? ['other']),
      words(values.get('WIRELESS_WPA_PROTO')),
      words(values.get('WIRELESS_CIPHER_PAIRWISE')),
    ),
  };
}

/** Lines that are neither blank nor a comment. */
function statements(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function list(value: string | undefined): string[] {
  return (value ?? '').split(';').filter((word) => word !== '');
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/\s+/).filter((word) => word !== '');
}
