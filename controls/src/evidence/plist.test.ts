import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlist, parsePlistMembers } from './plist.ts';

const expected = {
  AutomaticDownload: true,
  Off: false,
  n: 3,
  big: 2 ** 40,
  neg: -1,
  r: 1.5,
  when: '2026-11-20T01:02:03.000Z',
  data: '01ff',
  s: '更新',
  list: [1, 'a', { x: 'y' }],
  many: Array.from({ length: 20 }, (_, index) => index),
  e: '',
};

/** Written by Python's plistlib from the values above. */
const binary = Buffer.from(
  'YnBsaXN0MDDcAQIDBAUGBwgJCgsMDQ4PEBESGBssLS4vXxARQXV0b21hdGljRG93bmxvYWRTT2ZmU2JpZ1RkYXRhUWVUbGlzdFRtYW55UW5TbmVnUXJRc1R3aGVuCQgTAAABAAAAAABCAf9QoxMUFRABUWHRFhdReFF5rxAUGRMaGxwdHh8gISIjJCUmJygpKisQABACEAMQBBAFEAYQBxAIEAkQChALEAwQDRAOEA8QEBAREBIQExP//////////yM/+AAAAAAAAGJm9GWwM0HIV+nFgAAACCE1OT1CRElOUFRWWF1eX2hrbHBydHd5e5KUlpianJ6goqSmqKqsrrCytLa4wcrPAAAAAAAAAQEAAAAAAAAAMAAAAAAAAAAAAAAAAAAAANg=',
  'base64',
);

const xml = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<!-- a comment with <key> in it -->
	<key>AutomaticDownload</key><true/>
	<key>Off</key><false/>
	<key>big</key><integer>1099511627776</integer>
	<key>data</key><data>
	Af8=
	</data>
	<key>e</key><string></string>
	<key>list</key><array><integer>1</integer><string>a</string><dict><key>x</key><string>y</string></dict></array>
	<key>many</key><array>${expected.many.map((n) => `<integer>${n}</integer>`).join('')}</array>
	<key>n</key><integer>3</integer>
	<key>neg</key><integer>-1</integer>
	<key>r</key><real>1.5</real>
	<key>s</key><string>&#26356;&#x65B0;</string>
	<key>when</key><date>2026-11-20T01:02:03Z</date>
</dict>
</plist>
`;

describe('property lists', () => {
  test('binary', () => expect(parsePlist(binary)).toEqual(expected));
  test('XML', () => expect(parsePlist(Buffer.from(xml))).toEqual(expected));
  test('CDATA and entities are text', () => {
    const list = '<plist><dict><key>a&amp;b</key><string><![CDATA[<c>]]>&lt;d&gt;</string></dict></plist>';
    expect(parsePlistMembers(Buffer.from(list))).toEqual(new Map([['a&b', '<c><d>']]));
  });
  test('an empty dictionary', () => {
    expect(parsePlistMembers(Buffer.from('<plist version="1.0"><dict/></plist>'))).toEqual(new Map());
  });
  test.each([
    ['a list that holds itself', Buffer.concat([Buffer.from('bplist00'), selfReference()])],
    ['a top that is no dictionary', Buffer.from('<plist><array/></plist>')],
    ['keys without values', Buffer.from('<plist><dict><key>a</key></dict></plist>')],
    ['something else', Buffer.from('{ a = 1; }')],
    ['nothing', Buffer.alloc(0)],
  ])('%s is unparsable', (_name, bytes) => {
    expect(() => parsePlistMembers(bytes)).toThrow(ProbeError);
  });
});

/** One array of one member, which is object 0: itself. */
function selfReference(): Buffer {
  const trailer = Buffer.alloc(32);
  trailer[6] = 1;
  trailer[7] = 1;
  trailer.writeBigUInt64BE(1n, 8);
  trailer.writeBigUInt64BE(10n, 24);
  return Buffer.concat([Buffer.from([0xa1, 0x00]), Buffer.from([8]), trailer]);
}

test('any input gives values or `unparsable`', () => {
  const messy = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    // Flip bytes of a good one: deeper than noise gets.
    fc
      .array(fc.tuple(fc.nat(binary.length - 1), fc.nat(255)), { maxLength: 6 })
      .map((flips) => flipped(binary, flips)),
    fc
      .array(fc.tuple(fc.nat(xml.length - 1), fc.nat(127)), { maxLength: 6 })
      .map((flips) => flipped(Buffer.from(xml), flips)),
  );
  fc.assert(
    fc.property(messy, (bytes) => {
      try {
        parsePlistMembers(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
    { numRuns: 500 },
  );
});

function flipped(bytes: Uint8Array, flips: [number, number][]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, value] of flips) copy[at] = value;
  return copy;
}
