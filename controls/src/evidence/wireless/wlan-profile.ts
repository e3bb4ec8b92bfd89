import { own, ProbeError } from '@tenken/shared';
import { networkHash } from './network-name.ts';
import type { Authentication, Network } from './schema.ts';

const authentications: Record<string, Authentication> = {
  open: 'open',
  shared: 'wep',
  wpa: 'wpa',
  wpapsk: 'wpa',
  wpa2: 'wpa2',
  wpa2psk: 'wpa2',
  wpa3: 'wpa3',
  wpa3ent192: 'wpa3',
  wpa3ent: 'wpa3',
  wpa3sae: 'wpa3',
  owe: 'owe',
};

const ciphers: Record<string, NonNullable<Network['ciphers']>[number]> = {
  none: 'none',
  wep: 'wep',
  tkip: 'tkip',
  aes: 'ccmp',
  gcmp256: 'gcmp',
};

/**
 * A profile as the WLAN service keeps it. The key in it, which the machine could decrypt, is not looked at.
 *
 * @see https://learn.microsoft.com/windows/win32/nativewifi/wlan-profileschema-elements
 */
export function parseWlanProfile(xml: string): Network {
  const authentication = element(xml, 'authentication')?.toLowerCase();
  const encryption = element(xml, 'encryption')?.toLowerCase();
  if (authentication === undefined || encryption === undefined) {
    throw new ProbeError('unparsable', 'a wireless profile has no authentication and encryption');
  }
  const hex = element(xml, 'hex');
  const name = hex === undefined ? (element(xml, 'name') ?? '') : Buffer.from(hex, 'hex').toString('utf8');
  const known = own(authentications, authentication) ?? 'unknown';
  const isMixed = known === 'wpa3' && element(xml, 'transitionMode') === 'true';
  return {
    source: 'WlanSvc',
    network: networkHash(name),
    // WEP with an open login: the encryption tells.
    authentication: known === 'open' && encryption === 'wep' ? 'wep' : isMixed ? 'wpa2-or-wpa3' : known,
    ciphers: [own(ciphers, encryption) ?? 'other'],
  };
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}(?:\\s[^>]*)?>([^<]{0,512})</${name}>`).exec(xml)?.[1]?.trim();
}
