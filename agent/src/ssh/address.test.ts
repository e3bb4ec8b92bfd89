import fc from 'fast-check';
import { TenkenError } from '@tenken/shared';
import { expect, test } from 'vitest';
import { jumpAddress, shownAddress, sshAddress } from './address.ts';

test.each([
  ['ssh://root@web', { user: 'root', host: 'web', port: 22 }],
  ['ssh://root@WEB.example.jp:2222', { user: 'root', host: 'web.example.jp', port: 2222 }],
  ['ssh://a.b-c@192.0.2.1/', { user: 'a.b-c', host: '192.0.2.1', port: 22 }],
  ['ssh://root@[2001:db8::1]:2222', { user: 'root', host: '2001:db8::1', port: 2222 }],
])('%s', (text, address) => {
  expect(sshAddress(text)).toEqual(address);
});

test('a jump may be written as for ssh', () => {
  expect(jumpAddress('admin@bastion:2222')).toEqual({ user: 'admin', host: 'bastion', port: 2222 });
});

test.each([
  '',
  'web',
  'root@web',
  'http://root@web',
  'ssh://web',
  'ssh://root@',
  'ssh://root@web:0',
  'ssh://root@web:70000',
  'ssh://root@web/etc',
  'ssh://root@web?x',
  'ssh://root@-oProxyCommand=id',
  'ssh://ro%20ot@web',
  'ssh://%00@web',
])('%j is none', (text) => {
  expect(() => sshAddress(text)).toThrow(TenkenError);
});

test('a password in it is refused and not repeated', () => {
  expect(() => sshAddress('ssh://root:hunter2@web')).toThrow(/--password-file/);
  expect(() => sshAddress('ssh://root:hunter2@web')).not.toThrow(/hunter2/);
});

test('what is shown reads as the same address, or nothing does', () => {
  fc.assert(
    fc.property(fc.string(), fc.webUrl(), (user, url) => {
      for (const text of [user, url, `ssh://${user}`, `ssh://root@${user}`]) {
        try {
          const address = sshAddress(text);
          expect(sshAddress(`ssh://${shownAddress(address)}`)).toEqual(address);
        } catch (error) {
          expect(error).toBeInstanceOf(TenkenError);
        }
      }
    }),
  );
});
