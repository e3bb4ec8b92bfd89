import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSysctl } from './macos.ts';

test('a name that a version does not know is not told', () => {
  expect(parseSysctl('net.inet.ip.forwarding: 0\n')).toMatchObject({
    forwards: false,
    acceptsRedirects: null,
  });
});

test('any text gives facts or unparsable', () => {
  const word = fc.constantFrom('net.inet.ip.forwarding: ', 'kern.ipc.somaxconn: ', '128\n', '-1\n', '\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      try {
        parseSysctl(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});
