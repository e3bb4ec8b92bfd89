import { isIP } from 'node:net';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import {
  comparableRows,
  intervalDaysOf,
  intervalWords,
  parseListener,
  verificationDay,
  verificationResult,
} from '@tenken/controls';

/** What the values of a column have to look like; what is none of it could never match anything. */
export type ValueForm =
  | 'network'
  | 'proxy'
  | 'listener'
  | 'mac'
  | 'device'
  | 'server'
  | 'interval'
  | 'profile'
  | 'profile-row'
  | 'comparison'
  | 'day';

/** @returns what is wrong with it; null = nothing */
export function valueFault(form: ValueForm, typed: string): Text | null {
  const value = typed.normalize('NFKC').trim();
  return isOfForm[form](value) ? null : text(expectedJa[form], expected[form]);
}

const expected: Record<ValueForm, string> = {
  network: 'no IP address or network such as 10.1.0.0/16',
  proxy: 'no proxy as host:port, and no address of a script (http://…)',
  listener: 'no listener such as tcp/443, tcp/443/nginx, udp/8000-8010 or udp/dynamic',
  mac: 'no MAC address such as 02:00:5e:10:00:01',
  device: 'no MAC or IP address',
  server: 'no host name or IP address',
  interval: `no interval: write a number of days (1 to 366) or one of ${intervalWords}`,
  profile: 'no profile by which servers are judged, such as ipa-tls-3.1.1 or cryptrec',
  'profile-row': 'no row of a profile, such as recommended-dhe or ciphers',
  comparison: 'neither 一致 (same) nor 相違 (differs)',
  day: 'no day such as 2027-03-31',
};

const expectedJa: Record<ValueForm, string> = {
  network: '10.1.0.0/16 のようなIPアドレスかネットワークで書く',
  proxy: 'host:port の形か、スクリプトのアドレス（http://…）で書く',
  listener: 'tcp/443、tcp/443/nginx、udp/8000-8010、udp/dynamic のような待受けで書く',
  mac: '02:00:5e:10:00:01 のようなMACアドレスで書く',
  device: 'MACアドレスかIPアドレスで書く',
  server: 'ホスト名かIPアドレスで書く',
  interval: `日数（1～366）か ${intervalWords} のいずれかで書く`,
  profile: 'ipa-tls-3.1.1、cryptrec のような判定基準の名前で書く',
  'profile-row': 'recommended-dhe、ciphers のような判定基準の行で書く',
  comparison: '一致（same）か相違（differs）で書く',
  day: '2027-03-31 のような日付で書く',
};

const isOfForm: Record<ValueForm, (value: string) => boolean> = {
  network: isNetwork,
  proxy: (value) =>
    (/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(value) && !/\s/.test(value)) || isHostAndPort(value),
  listener: (value) => parseListener(value) !== null,
  mac: isMac,
  device: (value) => isMac(value) || isIP(value) !== 0,
  server: (value) => isServer(value) || isNetwork(value),
  interval: (value) => intervalDaysOf(value) !== null,
  profile: (value) => comparableRows().has(value),
  'profile-row': (value) =>
    comparableRows()
      .values()
      .some((rows) => rows.has(value)),
  comparison: (value) => verificationResult(value) !== null,
  day: (value) => verificationDay(value) !== null,
};

function isNetwork(value: string): boolean {
  const [address = '', length, more] = value.split('/');
  const family = isIP(address.replace(/%.*$/, ''));
  if (family === 0 || more !== undefined) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

function isMac(value: string): boolean {
  return /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value);
}

function isHostAndPort(value: string): boolean {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  return host !== undefined && isPort(port) && isServer(host.replace(/^\[(.+)\]$/, '$1'));
}

/** A host name, a pattern of names, or an address. Only digits and dots are an address, or nothing. */
function isServer(value: string): boolean {
  if (/^[\d.]+$/.test(value)) return isIP(value) !== 0;
  return isIP(value) !== 0 || /^[\p{L}\p{N}*_]([\p{L}\p{N}*_.-]{0,252}[\p{L}\p{N}*_.])?$/u.test(value);
}

function isPort(value: string | undefined): boolean {
  return value !== undefined && Number(value) >= 1 && Number(value) <= 65_535;
}
