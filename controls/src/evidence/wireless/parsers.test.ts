import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAirPort } from './air-port.ts';
import { networkOfIwd, parseConnection, parseIfcfg, parseSupplicant, securityOf } from './linux-profiles.ts';
import { parseAccessPoints } from './nmcli.ts';
import { parseWlanProfile } from './wlan-profile.ts';

test.each([
  [[], [], [], 'open'],
  [['none'], [], [], 'wep'],
  [['ieee8021x'], [], [], 'wep'],
  [['wpa-psk'], [], [], 'wpa-or-wpa2'],
  [['wpa-psk'], ['rsn'], [], 'wpa2'],
  [['wpa-psk'], ['wpa'], [], 'wpa'],
  [['wpa-psk'], ['wpa', 'rsn'], [], 'wpa-or-wpa2'],
  [['wpa-psk'], [], ['ccmp'], 'wpa2'],
  [['wpa-psk'], [], ['ccmp', 'tkip'], 'wpa-or-wpa2'],
  [['WPA-PSK-SHA256'], [], [], 'wpa2'],
  [['sae'], [], [], 'wpa3'],
  [['sae', 'wpa-psk'], ['rsn'], [], 'wpa2-or-wpa3'],
  [['wpa-eap-suite-b-192'], [], [], 'wpa3'],
  [['owe'], [], [], 'owe'],
  [['wps'], [], [], 'unknown'],
])('%j %j %j: %s', (keys, protocols, pairwise, expected) => {
  expect(securityOf(keys, protocols, pairwise).authentication).toBe(expected);
});

describe('profiles', () => {
  test('NetworkManager: no section is an open network, a wired one is none', () => {
    expect(parseConnection('[connection]\ntype=wifi\n[wifi]\nssid=x\n')?.authentication).toBe('open');
    expect(parseConnection('[connection]\ntype=ethernet\n')).toBeNull();
  });

  test('wpa_supplicant', () => {
    const text =
      'network={\n ssid="a"\n psk="geheim"\n}\nnetwork={\n ssid="b"\n key_mgmt=NONE\n}\nnetwork={\n ssid="c"\n key_mgmt=NONE\n wep_key0=123\n}\n';
    expect(parseSupplicant(text).map(({ authentication }) => authentication)).toEqual([
      'wpa-or-wpa2',
      'open',
      'wep',
    ]);
  });

  test('wpa_supplicant: settings alone are no network, text of something else is an error', () => {
    expect(parseSupplicant('')).toEqual([]);
    expect(parseSupplicant('# nothing yet\nctrl_interface=/run/wpa_supplicant\nupdate_config=1\n')).toEqual(
      [],
    );
    expect(() => parseSupplicant('bash: コマンドが見つかりません\n')).toThrow('without a setting');
    expect(() => parseSupplicant('network={\n ssid="a"\n key_mgmt=NONE\n')).toThrow('without its end');
    expect(() => parseIfcfg('Error: not what it was\n')).toThrow('without a variable');
    expect(parseIfcfg('# nothing\n')).toBeNull();
  });

  test('nmcli: no access point, and text of something else', () => {
    expect(parseAccessPoints('')).toEqual([]);
    expect(() => parseAccessPoints('Error: not what it was\n')).toThrow('other fields');
  });

  test('iwd', () => {
    expect(networkOfIwd('=616263.psk')).toEqual({ ...networkOfIwd('abc.psk') });
    expect(networkOfIwd('a.open')?.authentication).toBe('open');
    expect(networkOfIwd('a.ap')).toBeNull();
  });

  test('ifcfg', () => {
    expect(
      parseIfcfg('TYPE=Wireless\nESSID="x"\nKEY_MGMT=WPA-PSK\nWPA_ALLOW_WPA2=yes\n')?.authentication,
    ).toBe('wpa2');
    expect(
      parseIfcfg("WIRELESS_ESSID='x'\nWIRELESS_AUTH_MODE='psk'\nWIRELESS_WPA_PROTO='RSN'\n")?.authentication,
    ).toBe('wpa2');
    expect(
      parseIfcfg("WIRELESS_ESSID='x'\nWIRELESS_AUTH_MODE='open'\nWIRELESS_KEY_0='s:abc'\n")?.authentication,
    ).toBe('wep');
    expect(parseIfcfg('TYPE=Ethernet\n')).toBeNull();
  });
});

test.each([
  ['*:Office:(none):pair_ccmp group_ccmp psk', 'wpa2'],
  ['*:Office:pair_tkip group_tkip psk:pair_ccmp group_tkip psk', 'wpa-or-wpa2'],
  ['*:Office:(none):pair_ccmp group_ccmp sae', 'wpa3'],
  ['*:Of\\:fice:(none):(none)', 'open'],
])('%s: %s', (line, expected) => {
  expect(
    parseAccessPoints(`${line}\n :Other:(none):(none)\n`).map(({ authentication }) => authentication),
  ).toEqual([expected]);
});

test('any input gives facts or unparsable', () => {
  const word = fc.constantFrom(
    '[connection]\n',
    'type=wifi\n',
    '[wifi-security]\n',
    'key-mgmt=',
    'network={',
    '}',
    'TYPE=Wireless\n',
    '<authentication>',
    '</authentication>',
    '<hex>',
    '*:',
    '\n',
  );
  const parsers = [
    parseConnection,
    parseSupplicant,
    parseIfcfg,
    networkOfIwd,
    parseAccessPoints,
    parseWlanProfile,
    parseAirPort,
  ];
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join('')),
        fc.json(),
      ),
      (text) => {
        for (const parse of parsers) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ProbeError);
          }
        }
      },
    ),
  );
});
