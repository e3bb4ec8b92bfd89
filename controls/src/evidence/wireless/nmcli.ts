import { ProbeError } from '@tenken/shared';
import { cipherOf } from './linux-profiles.ts';
import { networkHash } from './network-name.ts';
import type { Authentication, Network } from './schema.ts';

/**
 * `nmcli -t -f IN-USE,SSID,WPA-FLAGS,RSN-FLAGS device wifi list --rescan no`: `*:Office:(none):pair_ccmp group_ccmp psk`;
 * colons and backslashes in values have a backslash in front. What the access point in use offers is what is used.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseAccessPoints(output: string): Network[] {
  return output.split('\n').flatMap((line): Network[] => {
    if (line === '') return [];
    const values = line.split(/(?<!\\):/).map((value) => value.replaceAll(/\\(.)/g, '$1'));
    if (values.length !== 4) throw new ProbeError('unparsable', 'an access point of nmcli has other fields');
    const [inUse, name = '', wpa = '', rsn = ''] = values;
    if (inUse !== '*') return [];
    const first = flags(wpa);
    const second = flags(rsn);
    const pairs = [...first, ...second].flatMap((flag) => /^pair_(.+)$/.exec(flag)?.[1] ?? []);
    return [
      {
        source: 'NetworkManager, connected',
        network: networkHash(name),
        authentication: authenticationOf(first, second),
        ciphers: pairs.length === 0 ? null : [...new Set(pairs.map(cipherOf))],
      },
    ];
  });
}

/** Without either element a network is open or has WEP; which of them is not told, and neither will do. */
function authenticationOf(first: string[], second: string[]): Authentication {
  if (second.length === 0) return first.length === 0 ? 'open' : 'wpa';
  if (first.length > 0) return 'wpa-or-wpa2';
  const isThird = second.some((flag) => flag === 'sae' || flag.includes('suite_b'));
  if (
    second.every((flag) => !/^(?:psk|802\.1X|sae)/i.test(flag)) &&
    second.some((flag) => flag.startsWith('owe'))
  ) {
    return 'owe';
  }
  const isSecond = second.some((flag) => flag === 'psk' || flag === '802.1X');
  return isThird ? (isSecond ? 'wpa2-or-wpa3' : 'wpa3') : isSecond ? 'wpa2' : 'unknown';
}

function flags(value: string): string[] {
  return value.split(/\s+/).filter((flag) => flag !== '' && flag !== '(none)');
}
