import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greeting, Seen } from './first-contact.ts';

test.each([
  ['SSH-2.0-OpenSSH_10.0\r\n', 'ssh'],
  ['HTTP/1.1 400 Bad Request\r\n', 'http'],
  ['<!DOCTYPE html><html>', 'http'],
  ['220 mail.example.jp ESMTP Postfix\r\n', 'smtp-or-ftp'],
  ['220-FTP\r\n', 'smtp-or-ftp'],
  ['* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n', 'imap'],
  ['+OK POP3 ready\r\n', 'pop3'],
  ['RFB 003.008\n', 'vnc'],
  ['J\0\0\0\n8.0.36\0', 'mysql'],
  ['E\0\0\0\u0080SFATAL\0', 'postgresql'],
  ['2200 is no greeting', 'other'],
  ['', 'other'],
])('%j is %s', (text, seen) => {
  expect(greeting(Buffer.from(text, 'latin1'))).toBe(seen);
});

test('gives a known word for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(Seen).toContain(greeting(bytes));
    }),
  );
});
