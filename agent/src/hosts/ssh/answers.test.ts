import fc from 'fast-check';
import { isProbeError } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { probeErrorOfText } from '../probe-error-of.ts';
import { parseEscapedNames, parseFoundNames, parseStatus, sayingsByPath } from './answers.ts';

describe('stat', () => {
  test.each([
    ['81a4 1340 0 0 1700000000.123456789 1700000000\n', '2023-11-14T22:13:20.123Z'],
    // busybox 1.36: no fractions
    ['81a4 1340 0 0 1700000000 1700000000\n', '2023-11-14T22:13:20.000Z'],
    // macOS: %Fm
    ['81a4 1340 0 0 1700000000.999600000 1700000000\n', '2023-11-14T22:13:21.000Z'],
  ])('%j', (output, modifiedAt) => {
    expect(parseStatus(output)).toEqual({
      type: 'file',
      sizeBytes: 1340,
      mode: 0o644,
      uid: 0,
      gid: 0,
      modifiedAt,
    });
  });

  test.each(['', '81a4 1340 0 0', 'x 1 0 0 1.0 1\n', '81a4 1340 0 0 1 1\nmore'])('%j is none', (output) => {
    expect(() => parseStatus(output)).toThrow(expect.objectContaining({ code: 'unparsable' }));
  });
});

describe('names', () => {
  test('are unescaped, in order, without the folder itself', () => {
    const output = String.raw`.
..
b\ c
a\nb
\343\201\202
back\\slash
"q"
`;
    expect(parseEscapedNames(Buffer.from(output))).toEqual(['"q"', 'a\nb', 'b c', 'back\\slash', 'あ']);
  });

  test('a list that was cut is none', () => {
    expect(() => parseEscapedNames(Buffer.from('abc'))).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
    expect(() => parseFoundNames(Buffer.from('/etc/abc'), '/etc')).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
    expect(() => parseFoundNames(Buffer.from('/other/abc\0'), '/etc')).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
  });

  test('any answer gives names or an error of a probe', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const parse of [parseEscapedNames, (output: Buffer) => parseFoundNames(output, '/x')]) {
          try {
            expect(Array.isArray(parse(Buffer.from(bytes)))).toBe(true);
          } catch (error) {
            expect(isProbeError(error, 'unparsable')).toBe(true);
          }
        }
      }),
    );
  });
});

describe('what ls says of paths that are not there', () => {
  const gnu =
    "ls: cannot access '/a': No such file or directory\nls: cannot access '/b/c': Permission denied\n";
  const bsd = 'ls: /b/c: Permission denied\nls: /a: No such file or directory\n';
  test.each([gnu, bsd])('%j', (stderr) => {
    const sayings = sayingsByPath(stderr, ['/a', '/b/c']);
    expect(probeErrorOfText(sayings?.get('/a') ?? '', '/a').code).toBe('not-found');
    expect(probeErrorOfText(sayings?.get('/b/c') ?? '', '/b/c').code).toBe('permission-denied');
  });

  test('is not used where it cannot be told apart', () => {
    expect(sayingsByPath(gnu, ['/a'])).toBeNull();
    expect(sayingsByPath(gnu, ['/a', '/c'])).toBeNull();
    expect(sayingsByPath("ls: cannot access '/a b': No such file or directory\n", ['/a b'])).toBeNull();
  });

  test('words that nobody knows are no absence', () => {
    expect(probeErrorOfText('ls: /a: Stale file handle\n', '/a').code).toBe('internal');
    expect(probeErrorOfText('', '/a').code).toBe('internal');
  });
});
