import { isProbeError, ReplayHost } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessBySddl } from './access-list.ts';
import { readNamedKeys } from './named-keys.ts';
import { parseAccess } from './windows.ts';

test.each([
  ['O:SYG:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)', 'S-1-5-18', ['S-1-5-18', 'S-1-5-32-544'], 'the same'],
  ['O:BAD:AI(A;;0x1200a9;;;BU)', 'S-1-5-32-544', ['S-1-5-32-545'], []],
  ['O:BAD:AI(A;;0x1301bf;;;AU)', 'S-1-5-32-544', ['S-1-5-11'], ['S-1-5-11']],
  ['O:BAD:AI(A;OICIIO;GA;;;CO)(A;CI;FR;;;WD)', 'S-1-5-32-544', ['S-1-1-0'], []],
  ['O:BAD:(D;;FA;;;WD)', 'S-1-5-32-544', [], []],
  ['O:BAD:(A;;WD;;;BU)', 'S-1-5-32-544', [], ['S-1-5-32-545']],
  ['O:BAD:(XA;;FR;;;AU;(@User.x == 1))', 'S-1-5-32-544', ['S-1-5-11'], []],
  ['O:BAD:(A;;ZZ;;;BU)', 'S-1-5-32-544', ['S-1-5-32-545'], ['S-1-5-32-545']],
  ['O:BAG:SYD:NO_ACCESS_CONTROL', 'S-1-5-32-544', ['S-1-1-0'], ['S-1-1-0']],
  ['O:BAG:SY', 'S-1-5-32-544', ['S-1-1-0'], ['S-1-1-0']],
])('%s', (sddl, owner, readers, writers) => {
  expect(accessBySddl(sddl)).toEqual({
    owner,
    readers,
    writers: writers === 'the same' ? readers : writers,
  });
});

test('no descriptor is no access list', () => {
  expect(accessBySddl('')).toBeNull();
});

test('any descriptor gives identifiers or nothing', () => {
  const part = fc.constantFrom('O:', 'D:', 'SY', '(A;;FA;;;', 'BU', ')', '0x1', ';', 'S-1-5-32');
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
      const access = accessBySddl(parts.join(''));
      expect(access === null || access.readers.length <= 30).toBe(true);
    }),
  );
});

test('any answer about access lists gives files or a coded failure', () => {
  const entry = fc.record({
    purpose: fc.constantFrom('passwords', 'ssh-host-key', 'x'),
    path: fc.string(),
    sddl: fc.string(),
    failed: fc.constantFrom('', 'ObjectNotFound', 'PermissionDenied', 'x'),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(entry, fc.anything())), (data) => {
      try {
        expect(Array.isArray(parseAccess(data, []))).toBe(true);
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});

const configurations = {
  '/etc/nginx/nginx.conf': ['include *.conf;', 'ssl_certificate_key k.pem;', '#', '\n', '{', '$x'],
  '/etc/apache2/apache2.conf': ['Include x.conf', 'SSLCertificateKeyFile "a b"', '\n', '*', '['],
  '/etc/dovecot/dovecot.conf': ['!include dovecot.conf', '\n', 'ssl_key = </k', '<'],
  '/etc/my.cnf': ['!includedir /etc', '\n', 'ssl-key=k', '!include my.cnf'],
};

test('any configuration gives names of keys, and what is not understood is told', async () => {
  const text = (parts: string[]) =>
    fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 20 }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        Object.fromEntries(Object.entries(configurations).map(([path, parts]) => [path, text(parts)])),
      ),
      async (files) => {
        const host = new ReplayHost({
          format: 'tenken-recording',
          version: 1,
          platform: 'linux',
          origin: 'made up',
          recordedAt: '2026-11-21T07:45:00.000Z',
          commands: {},
          files: Object.fromEntries(
            Object.entries(files).map(([path, content]) => [path, { text: content }]),
          ),
          folders: { '/etc/nginx': ['nginx.conf'] },
          statuses: {},
          links: {},
          registry: {},
          cim: {},
          hardware: {},
          exchanges: {},
        });
        const { keys } = await readNamedKeys(host, []);
        expect(keys.every((key) => key.startsWith('/') && !key.includes('$'))).toBe(true);
      },
    ),
  );
});

test('where Postfix names no key it lies in the file of the certificate, and chains hold one', async () => {
  const host = new ReplayHost({
    format: 'tenken-recording',
    version: 1,
    platform: 'linux',
    origin: 'made up',
    recordedAt: '2026-11-21T07:45:00.000Z',
    commands: {},
    files: {
      '/etc/postfix/main.cf': {
        text: 'smtpd_tls_cert_file = /c.pem\nsmtp_tls_cert_file = /d.pem\nsmtp_tls_key_file = /k.pem\nsmtpd_tls_chain_files =\n  /e.pem,\n  /f.pem\n',
      },
    },
    folders: {},
    statuses: {},
    links: {},
    registry: {},
    cim: {},
    hardware: {},
    exchanges: {},
  });
  const { keys } = await readNamedKeys(host, []);
  expect(keys).toEqual(['/c.pem', '/e.pem', '/f.pem', '/k.pem']);
});
