import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listenersOf, usualDynamicRange } from './listeners.ts';
import { parseLsofSockets } from './lsof.ts';
import { parseSsOwners } from './ss-owners.ts';
import { parseSockets } from './windows.ts';

const socket = { protocol: 'udp', address: '0.0.0.0', program: 'x', service: null } as const;

test('loopback is left out, dynamic UDP ports become one', () => {
  const { listeners } = listenersOf(
    [
      { ...socket, port: 50_000 },
      { ...socket, port: 50_001 },
      { ...socket, port: 53 },
      { ...socket, address: '127.0.0.53', port: 53 },
      { ...socket, address: '::1', port: 53 },
      { ...socket, protocol: 'tcp', port: 50_000 },
    ],
    usualDynamicRange,
  );
  expect(listeners.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual([
    'tcp 50000',
    'udp 53',
    'udp null',
  ]);
});

test('more than are listed is told', () => {
  const many = Array.from({ length: 250 }, (_, index) => ({ ...socket, port: index + 1 }));
  expect(listenersOf(many, usualDynamicRange)).toMatchObject({ truncated: true });
});

test('owners of sockets', () => {
  const output =
    'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=12,fd=3),("systemd",pid=1,fd=40))\n' +
    'udp UNCONN 0 0 *:5353 *:* users:(("avahi-daemon",pid=9,fd=1))\n' +
    'udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:* users:(("systemd-network",pid=7,fd=1))\n' +
    'tcp LISTEN 0 128 0.0.0.0:111 0.0.0.0:*\n';
  expect([...parseSsOwners(output)].map(([key, { name }]) => `${key} ${name}`)).toEqual([
    'tcp 0.0.0.0 22 sshd',
    'udp :: 5353 avahi-daemon',
    'udp fe80::1 546 systemd-network',
  ]);
});

test('any input gives facts or unparsable', () => {
  const word = fc.constantFrom(
    'p1\n',
    'cx\n',
    'tIPv4\n',
    'PTCP\n',
    'PUDP\n',
    'n*:',
    'n[::',
    '80\n',
    '\n',
    '->',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      try {
        parseSsOwners(parts.join(''));
        parseLsofSockets(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (data) => {
      try {
        parseSockets(data);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});
