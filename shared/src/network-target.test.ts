import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TenkenError } from './errors.ts';
import {
  networkTarget,
  shownTarget,
  startTlsPorts,
  startTlsProtocols,
  targetName,
} from './network-target.ts';
import type { TargetDefaults } from './network-target.ts';

test.each([
  ['www.example.jp', { host: 'www.example.jp', port: 443, startTls: null, serverName: 'www.example.jp' }],
  ['WWW.Example.JP.:8443', { host: 'www.example.jp', port: 8443, serverName: 'www.example.jp' }],
  ['192.0.2.1', { host: '192.0.2.1', port: 443, serverName: null }],
  ['[2001:DB8::1]', { host: '2001:db8::1', port: 443, serverName: null }],
  ['[::ffff:192.0.2.1]:8443', { host: '::ffff:192.0.2.1', port: 8443 }],
  ['[FE80::1%Eth0]:443', { host: 'fe80::1%Eth0', serverName: null }],
  ['smtp://mail.example.jp', { host: 'mail.example.jp', port: 25, startTls: 'smtp' }],
  ['SMTP://mail.example.jp:587/', { port: 587, startTls: 'smtp' }],
  ['https://www.example.jp/', { host: 'www.example.jp', port: 443, startTls: null }],
  ['192.0.2.1:636 name=ldap.example.jp', { port: 636, serverName: 'ldap.example.jp' }],
  ['dc1 starttls=ldap', { host: 'dc1', port: 389, startTls: 'ldap' }],
  ['host_1.example.jp:65535', { host: 'host_1.example.jp', port: 65_535 }],
  ['日本語.jp:443', { host: 'xn--wgv71a119e.jp', serverName: 'xn--wgv71a119e.jp' }],
  [
    'ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ：８４４３　ｎａｍｅ＝ａ',
    { host: 'www.example.jp', port: 8443, serverName: 'a' },
  ],
])('%s', (text, expected) => {
  expect(networkTarget(text, 'tls')).toMatchObject(expected);
});

test.each(startTlsProtocols)('%s has its usual port', (startTls) => {
  expect(networkTarget('a', 'tls', { startTls })).toMatchObject({ port: startTlsPorts[startTls], startTls });
  expect(networkTarget(`${startTls}://a:7`, 'tls')).toMatchObject({ port: 7, startTls });
});

test.each([
  ['', /An empty text names no server/],
  [':443', /names no host/],
  ['host:', /from 1 to 65535/],
  ['host:0', /from 1 to 65535/],
  ['host:65536', /from 1 to 65535/],
  ['host:-1', /from 1 to 65535/],
  ['host:1e3', /from 1 to 65535/],
  ['host:443:443', /more than one colon/],
  ['2001:db8::1', /\[2001:db8::1\]:PORT/],
  ['2001:db8::1:443', /in brackets/],
  ['[www.example.jp]:443', /no IPv6 address/],
  ['[::1]443', /no name of a host|more than one colon/],
  ['https://www.example.jp/login', /Write www\.example\.jp\./],
  ['http://www.example.jp:8080', /Write the TLS port, such as www\.example\.jp:443/],
  ['www.example.jp/login', /not a path/],
  ['www.example.jp?x', /not a path/],
  [String.raw`www.example.jp\x`, /not a path/],
  ['file:///etc/passwd', /no server/],
  ['file:/etc/passwd', /no server/],
  ['FILE://server/share', /no server/],
  ['gopher://host', /gopher:\/\/ is not measured/],
  ['admin:secret@host:443', /nobody signs in/],
  ['smtp://user@host', /nobody signs in/],
  ['[fe80::1%$(id)]:443', /no IPv6 address/],
  ['127.1:443', /four decimal numbers/],
  ['0x7f000001', /four decimal numbers/],
  ['2130706433:443', /four decimal numbers/],
  ['0177.0.0.1', /four decimal numbers/],
  ['１２７。１', /four decimal numbers/],
  ['192.0.2.256', /four decimal numbers|no name/],
  ['-option', /no name of a host/],
  ['a..b', /no name of a host/],
  ['a b', /means nothing here/],
  [`${'a'.repeat(64)}.jp`, /no name of a host/],
  ['a'.repeat(2000), /longer than/],
  ['host starttls=telnet', /There are: smtp, /],
  ['smtp://host starttls=imap', /name one of them/],
  ['host name=', /names no host/],
  ['host name=a name=b', /once each/],
  ['ホスト 名.jp', /means nothing here/],
])('%s is refused', (text, message) => {
  expect(() => networkTarget(text, 'tls')).toThrow(message);
});

test('a refusal repeats no password and no control characters', () => {
  expect(() => networkTarget('admin:geheim@host', 'tls')).toThrow(/^(?!.*geheim)/u);
  expect(() => networkTarget('host:1\u001b[31m:2', 'tls')).toThrow(/^\P{Cc}*$/u);
});

test('SSH has a port of its own and no STARTTLS', () => {
  expect(networkTarget('192.0.2.1', 'ssh')).toMatchObject({ port: 22 });
  expect(networkTarget('ssh://[2001:db8::1]:2222', 'ssh')).toMatchObject({ host: '2001:db8::1', port: 2222 });
  expect(() => networkTarget('host starttls=smtp', 'ssh')).toThrow(/means nothing here/);
  expect(() => networkTarget('smtp://host', 'ssh')).toThrow(/Write HOST:PORT/);
});

test('what holds for all gives way to what a target says itself', () => {
  const defaults: TargetDefaults = { startTls: 'imap', serverName: 'Mail.Example.JP' };
  expect(networkTarget('a', 'tls', defaults)).toMatchObject({ port: 143, serverName: 'mail.example.jp' });
  expect(networkTarget('pop3://a name=b', 'tls', defaults)).toMatchObject({ port: 110, serverName: 'b' });
});

test('a name of other letters is shown in both forms', () => {
  expect(shownTarget(networkTarget('日本語.jp', 'tls'))).toBe('日本語.jp:443 (xn--wgv71a119e.jp:443)');
  expect(shownTarget(networkTarget('[2001:db8::1]', 'tls'))).toBe('[2001:db8::1]:443');
});

test('any text is a target that reads as itself, or is refused in words', () => {
  const likely = fc.array(
    fc.constantFrom('a', '.', ':', '/', '@', '[', ']', '1', '0x', ' ', '=', '%', 'name', '日', '。'),
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    likely.map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(anything, (text) => {
      let target: ReturnType<typeof networkTarget>;
      try {
        target = networkTarget(text, 'tls');
      } catch (error) {
        expect(error).toBeInstanceOf(TenkenError);
        return;
      }
      expect(networkTarget(targetName(target), 'tls')).toMatchObject({
        host: target.host,
        port: target.port,
      });
    }),
    { numRuns: 500 },
  );
});
