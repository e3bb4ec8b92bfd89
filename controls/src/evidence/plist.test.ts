import { isProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlist, plistMember, plistTexts } from './plist.ts';

const head =
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">';

test('values of every kind', () => {
  const value = parsePlist(`${head}<dict>
    <key>name</key><string>a &lt;b&gt; &#x70b9;&amp;</string>
    <key>list</key><array><string>x</string><integer>-3</integer><true/><false/><real>1.5</real></array>
    <key>empty</key><dict/><key>none</key><array/><key>blank</key><string/>
    <key>at</key><date>2026-11-21T00:00:00Z</date>
  </dict></plist>`);
  expect(value).toEqual({
    name: 'a <b> 点&',
    list: ['x', -3, true, false, 1.5],
    empty: {},
    none: [],
    blank: '',
    at: '2026-11-21T00:00:00Z',
  });
  expect(plistTexts(plistMember(value, 'list'))).toEqual(['x']);
  expect(plistMember(value, 'toString')).toBeUndefined();
});

test.each(['', 'bplist00', '{ a = 1; }', `${head}<dict><key>a</key></dict></plist>`, `${head}<array>`])(
  '%j is unparsable',
  (xml) => {
    expect(() => parsePlist(xml)).toThrow(expect.objectContaining({ code: 'unparsable' }));
  },
);

test('any text gives a value or unparsable', () => {
  const fragment = fc.constantFrom(
    '<plist>',
    '<dict>',
    '</dict>',
    '<key>',
    '</key>',
    '<array>',
    '</array>',
    '<string>',
    '</string>',
    '<true/>',
    '<integer>',
    '&#',
    ';',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 60 }), (parts) => {
      try {
        parsePlist(`<plist>${parts.join('')}`);
      } catch (error) {
        expect(isProbeError(error, 'unparsable')).toBe(true);
      }
    }),
  );
});
