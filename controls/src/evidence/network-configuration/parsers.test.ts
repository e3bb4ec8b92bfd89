import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressScope } from '../address-scope.ts';
import { parseLinks, parseRoutes } from './ip-json.ts';
import { parseProxies, parseResolvConf } from './linux-files.ts';
import { parseIfconfig, parseNetstat, parseScutilDns, parseScutilProxy } from './macos-text.ts';
import { proxyAddress } from './proxy-address.ts';
import { parseWinHttp } from './windows-settings.ts';
import { parseNetwork } from './windows.ts';

test.each([
  ['10.0.0.1', 'private'],
  ['172.15.0.1', 'global'],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', 'global'],
  ['192.168.1.1', 'private'],
  ['100.63.0.1', 'global'],
  ['100.64.0.1', 'shared'],
  ['169.254.1.1', 'link-local'],
  ['127.0.0.53', 'loopback'],
  ['224.0.0.1', 'other'],
  ['256.0.0.1', 'other'],
  ['::1', 'loopback'],
  ['fe80::1%eth0', 'link-local'],
  ['fd00::1', 'unique-local'],
  ['2001:db8::1', 'global'],
  ['2001:0:1::1', 'tunnelled'],
  ['2001::1', 'tunnelled'],
  ['2002:c000:201::1', 'tunnelled'],
  ['ff02::1', 'other'],
  ['gateway', 'other'],
])('%s is %s', (address, scope) => {
  expect(addressScope(address)).toBe(scope);
});

describe('routes', () => {
  test('refusing ones are none, halves and next hops count', () => {
    const routes = [
      { type: 'unreachable', dst: 'default', dev: 'lo' },
      { dst: '0.0.0.0/1', dev: 'tun0' },
      { dst: '10.0.0.0/8', gateway: '10.1.0.1', dev: 'eth0' },
      { dst: 'default', nexthops: [{ gateway: '10.1.0.1', dev: 'eth0' }, { dev: 'ppp0' }] },
      { dst: 'default', via: { family: 'inet6', host: 'fe80::1' }, dev: 'eth0' },
      {},
    ];
    expect(
      parseRoutes(JSON.stringify(routes), 'ipv4').map(({ gateway, ...one }) => `${one.interface} ${gateway}`),
    ).toEqual(['tun0 null', 'eth0 10.1.0.1', 'ppp0 null', 'eth0 fe80::1']);
  });
});

test.each([
  ['http_proxy=http://a:b@proxy:8080/', 'proxy:8080'],
  ['export HTTPS_PROXY="proxy:3128"', 'proxy:3128'],
  ['proxy=_none_', null],
  ['proxy = http://proxy:1', 'proxy:1'],
  ['Acquire::http::Proxy "http://u@proxy:8";', 'proxy:8'],
  ['Acquire::http::Proxy "DIRECT";', null],
  ['# http_proxy=x', null],
  ['no_proxy=localhost', null],
  ['HTTP_PROXY=""', null],
])('%s: %s', (line, address) => {
  expect(parseProxies(line, 'x')[0]?.address ?? null).toBe(address);
});

test.each([
  ['http://user:p@ss@proxy:8080/?x', 'proxy:8080'],
  ['proxy', 'proxy'],
])('%s is shown as %s', (value, shown) => {
  expect(proxyAddress(value)).toBe(shown);
});

test('resolvers', () => {
  expect(
    parseResolvConf('# nameserver 1.1.1.1\nnameserver 10.0.0.1\n nameserver fe80::1%eth0\nsearch x\n'),
  ).toEqual(['10.0.0.1', 'fe80::1%eth0']);
});

test.each(['', '00', '1800000001000000010000000000000000000000'])('%s holds no proxy of WinHTTP', (hex) => {
  expect(parseWinHttp(hex)).toBeNull();
});

test('any input gives facts or unparsable', () => {
  const never = (parse: () => unknown) => {
    try {
      parse();
    } catch (error) {
      expect(error).toBeInstanceOf(ProbeError);
    }
  };
  const word = fc.constantFrom(
    'en0: flags=8863<UP> mtu 1500\n',
    '\tinet ',
    'Internet:\n',
    'default ',
    'en0\n',
    '<dictionary>',
    'HTTPEnable : 1\n',
    'HTTPProxy : ',
    'http_proxy=',
    '@',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      const output = parts.join('');
      never(() => parseIfconfig(output));
      never(() => parseNetstat(output));
      never(() => parseScutilDns(output));
      never(() => parseScutilProxy(output));
      never(() => parseProxies(output, 'x'));
      never(() => parseResolvConf(output));
      never(() => parseWinHttp(Buffer.from(output).toString('hex')));
      never(() => addressScope(output));
    }),
  );
  const link = fc.dictionary(
    fc.constantFrom('ifname', 'dst', 'flags', 'gateway', 'linkinfo'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(link).map((list) => JSON.stringify(list)),
      ),
      (output) => {
        never(() => parseLinks(output));
        never(() => parseRoutes(output, 'ipv6'));
      },
    ),
  );
  fc.assert(fc.property(fc.array(fc.jsonValue()), (data) => never(() => parseNetwork(data))));
});
