import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressClass, carriedIpv4, contains, networkList, parsedNetwork } from './address-class.ts';

test.each([
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['0:0:0:0:0:0:0:0', 'unspecified'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', null],
  ['192.168.1.1', 'private'],
  ['fd12:3456::1', 'private'],
  ['fc00::1', 'private'],
  ['fec0::1', 'private'],
  ['100.64.0.1', 'carrier-nat'],
  ['100.127.255.255', 'carrier-nat'],
  ['100.128.0.1', null],
  ['169.254.0.1', 'link-local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['febf::1', 'link-local'],
  ['169.254.169.254', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['FD00:0EC2::0254', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['224.0.0.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['2001:0:1234::1', 'reserved'],
  // The same in every dress of IPv6.
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:7f00:0001', 'loopback'],
  ['::ffff:0:10.0.0.1', 'private'],
  ['::10.0.0.1', 'private'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['::ffff:0.0.0.0', 'unspecified'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['64:ff9b::a9fe:a9fe', 'metadata'],
  ['64:ff9b:1::8.8.8.8', 'private'],
  ['2002:7f00:1::1', 'loopback'],
  ['2002:a9fe:a9fe::', 'metadata'],
  ['2001:db8::5efe:10.0.0.1', 'private'],
  ['2001:db8::200:5efe:192.168.0.1', 'private'],
  // Machines on the Internet.
  ['8.8.8.8', null],
  ['2606:4700:4700::1111', null],
  ['::ffff:8.8.8.8', null],
  ['2002:808:808::1', null],
  ['64:ff9b::8.8.8.8', null],
])('%s: %s', (address, expected) => {
  expect(addressClass(address)).toBe(expected);
});

test('an address and its mapped form are always of one class', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(addressClass(`::ffff:${address}`)).toBe(addressClass(address));
      expect(carriedIpv4(`64:ff9b::${address}`)).toBe(address);
    }),
  );
});

test('a network holds its addresses in every dress', () => {
  const list = networkList(['10.1.2.0/24', 'fd00:1::/32', '192.0.2.7']);
  expect(
    ['10.1.2.9', '::ffff:10.1.2.9', '64:ff9b::10.1.2.9', 'fd00:1::9', '192.0.2.7'].map((one) =>
      contains(list, one),
    ),
  ).toEqual([true, true, true, true, true]);
  expect(['10.1.3.9', 'fd00:2::9', '192.0.2.8', '::1'].map((one) => contains(list, one))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  '',
  '10.0.0.0/33',
  '10.0.0/8',
  '::/129',
  'fe80::1%eth0/64',
  'example.jp',
  '10.0.0.0/-1',
  '10.0.0.0/',
])('%s is no network', (block) => {
  expect(parsedNetwork(block)).toBeNull();
});
