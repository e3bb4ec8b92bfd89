import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExports } from './exports.ts';
import { openBySddl } from './sddl.ts';
import { parseMacExports, parseSharePoints } from './share-points.ts';
import { parseTestparm, parseUsershare } from './testparm.ts';
import { parseShares } from './windows.ts';

describe('share points', () => {
  test('none at all, and text of something else', () => {
    expect(parseSharePoints('')).toEqual([]);
    expect(() => parseSharePoints('Error: not what it was\n')).toThrow('without a name');
    expect(() => parseSharePoints('smb_shared: 0\n-\n失敗\n')).toThrow('without a name');
  });
});

describe('exports', () => {
  test.each([
    ['/srv *(rw)', ['everyone', 'anonymous'], true, false],
    ['/srv', ['everyone', 'anonymous'], false, false],
    ['/srv host (rw)', ['everyone', 'anonymous'], true, false],
    ['/srv 10.0.0.0/8(ro,no_root_squash)', [], null, true],
    ['/srv *(rw,sec=krb5p)', [], null, false],
    ['/srv *(rw,sec=krb5:sys)', ['everyone', 'anonymous'], true, false],
    ['/srv gss/krb5i(rw)', [], null, false],
    ['"/srv/a b" 0.0.0.0/0(ro)', ['everyone', 'anonymous'], false, false],
    ['/srv host(rw,no_root_squash,all_squash)', [], null, false],
    ['/srv host(ro) \\\n *(rw)', ['everyone', 'anonymous'], true, false],
  ])('%j', (text, openTo, writable, remoteRoot) => {
    expect(parseExports(text)).toMatchObject([{ openTo, writable, remoteRoot }]);
  });

  test('comments share nothing', () => {
    expect(parseExports('# /srv *(rw)\n\n')).toEqual([]);
  });
});

test.each([
  ['O:SYG:SYD:(A;;0x1200a9;;;WD)', ['everyone'], false],
  ['O:SYG:SYD:(A;;0x1301bf;;;WD)(A;;FA;;;BA)', ['everyone'], true],
  ['O:SYG:SYD:(A;;FA;;;BA)(A;;0x1301bf;;;S-1-5-21-1-2-3-1105)', [], null],
  ['D:(D;;FA;;;AN)(A;;FR;;;S-1-5-21-1-2-3-501)', ['guests'], false],
  ['D:P(A;;GA;;;AN)', ['anonymous'], true],
])('%s', (sddl, openTo, writable) => {
  expect(openBySddl(sddl)).toEqual({ openTo, writable });
});

test('no access list at all', () => {
  expect(openBySddl('O:SYG:SY')).toBeNull();
});

test.each([
  ['/Users/Shared -ro 10.1.0.5', []],
  ['/Users/Shared -network 10.1.0.0 -mask 255.255.0.0', []],
  ['/Users/Shared -ro', ['everyone', 'anonymous']],
])('%s on macOS', (line, openTo) => {
  expect(parseMacExports(line)[0]?.openTo).toEqual(openTo);
});

test('any input gives facts or unparsable', () => {
  const word = fc.constantFrom(
    '[global]\n',
    '[x]\n',
    '\tguest ok = Yes\n',
    '/srv ',
    '*(rw',
    ')',
    'D:(A;;',
    ';;;WD)',
    '-\n',
    'smb_shared: 1\n',
    '\n',
  );
  const parsers = [
    parseTestparm,
    parseExports,
    openBySddl,
    parseMacExports,
    parseSharePoints,
    (text: string) => parseUsershare('x', text),
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      for (const parse of parsers) {
        try {
          parse(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError);
        }
      }
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (data) => {
      try {
        parseShares(data, true);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});
