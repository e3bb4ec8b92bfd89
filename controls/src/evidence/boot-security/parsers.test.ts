import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsrutil, parseSecurityInfo } from './macos.ts';
import { BootSecurity } from './schema.ts';

const base: BootSecurity = {
  unread: [],
  container: false,
  firmware: 'apple',
  secureBoot: null,
  setupMode: null,
  shimChecksNothing: null,
  integrityProtection: null,
  lockdown: null,
  tpm: null,
};

test.each([
  ['    SecureBoot =     {\n        SecureBootLevel = full;\n    };\n', 'on'],
  ['SecureBootLevel = medium;', 'reduced'],
  ['SecureBootLevel = off;', 'off'],
  ['SecureBootLevel = "not supported";', 'unsupported'],
])('%j', (output, level) => {
  expect(parseSecurityInfo(output)).toBe(level);
});

test('without a level nothing is told', () => {
  expect(() => parseSecurityInfo('SecureBootLevel = fuller;')).toThrow(ProbeError);
});

test.each([
  ['System Integrity Protection status: enabled.\n', 'on'],
  ['System Integrity Protection status: disabled.\n', 'off'],
  ['System Integrity Protection status: unknown (Custom Configuration).\n\nConfiguration:\n', 'custom'],
  ['System Integrity Protection status: enabled (Custom Configuration).\n', 'custom'],
])('%j', (output, state) => {
  expect(parseCsrutil(output)).toBe(state);
});

describe('whatever comes in', () => {
  const piece = fc.constantFrom(
    'SecureBootLevel = ',
    'full;',
    '"not supported";',
    'System Integrity Protection status: ',
    'enabled.',
    '\n',
  );
  test.each([
    ['mdmclient', (output: string) => ({ ...base, secureBoot: parseSecurityInfo(output) })],
    ['csrutil', (output: string) => ({ ...base, integrityProtection: parseCsrutil(output) })],
  ] as const)('%s', (_name, read) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), (pieces) => {
        try {
          expect(BootSecurity.safeParse(read(pieces.join(''))).success).toBe(true);
        } catch (error) {
          if (!(error instanceof ProbeError)) throw error;
        }
      }),
    );
  });
});
