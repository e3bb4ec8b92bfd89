import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRootLogin } from './ssh-settings.ts';
import { parseWinrm } from './windows.ts';

test('what sshd takes where nobody wrote it', () => {
  expect(parseRootLogin('port 22\npermitrootlogin without-password\n')).toBe('prohibit-password');
  expect(parseRootLogin('permitrootlogin yes\n')).toBe('yes');
  expect(parseRootLogin('permitrootlogin perhaps\n')).toBe('other');
  expect(parseRootLogin('port 22\n')).toBeNull();
});

test('any output of sshd gives a word or nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom('permitrootlogin', ' ', '\n', 'no'), fc.string())),
      (parts) => {
        expect(['string', 'object']).toContain(typeof parseRootLogin(parts.join('')));
      },
    ),
  );
});

test('a stopped service, a missing one, and listeners', () => {
  expect(parseWinrm([{ kind: 'service', status: 1 }])).toEqual({ running: false, effective: null });
  expect(parseWinrm([{ kind: 'service', status: 0 }])).toEqual({ running: null, effective: null });
  expect(() => parseWinrm([{ kind: 'service', status: 4 }])).toThrow('does not tell');
  const listener = { kind: 'listener', transport: 'HTTPS', enabled: 'true', port: '5986' };
  const settings = { kind: 'settings', allowUnencrypted: 'false', basic: 'TRUE' };
  expect(parseWinrm([{ kind: 'service', status: 4 }, settings, listener])).toEqual({
    running: true,
    effective: {
      allowUnencrypted: false,
      basic: true,
      listeners: [{ transport: 'https', enabled: true, port: 5986 }],
    },
  });
});

test('any answer about WinRM gives facts or a coded failure', () => {
  const entry = fc.oneof(
    fc.record({ kind: fc.constant('service'), status: fc.constantFrom(0, 1, 4) }),
    fc.record({ kind: fc.constant('settings'), allowUnencrypted: fc.string(), basic: fc.constant('true') }),
    fc.record({
      kind: fc.constant('listener'),
      transport: fc.string(),
      enabled: fc.constantFrom('true', 'false', ''),
      port: fc.string(),
    }),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.array(entry), (data) => {
      try {
        expect(parseWinrm(data)).toHaveProperty('effective');
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
