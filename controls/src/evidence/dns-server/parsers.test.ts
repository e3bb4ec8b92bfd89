import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindOf } from './bind.ts';
import { parseNamedConf } from './named-conf.ts';
import { DnsServer } from './schema.ts';
import { unboundIncludes, unboundOf } from './unbound.ts';
import { zonesOf } from './windows.ts';

test('comments, quoted words, blocks and a sign by itself', () => {
  expect(parseNamedConf('a "b ; c" { ! x; { y; } }; // z\n/* {\n */ # }\nd;')).toEqual([
    {
      words: ['a', 'b ; c'],
      inner: [
        { words: ['!x'], inner: null },
        { words: [], inner: [{ words: ['y'], inner: null }] },
      ],
    },
    { words: ['d'], inner: null },
  ]);
});

test.each(['a {', 'a }', '"', 'a'])('%s is unparsable', (content) => {
  expect(() => parseNamedConf(content)).toThrow();
});

test('names of lists are filled in, a name that holds itself stays', () => {
  const bind = bindOf(
    parseNamedConf(
      'acl a { b; !c; }; acl b { 10.0.0.0/8; { any; }; }; acl s { s; };\noptions { allow-recursion { a; }; allow-query { s; }; };',
    ),
  );
  expect(bind.views[0]?.allowRecursion).toEqual(['10.0.0.0/8', 'any', '!c']);
  expect(bind.views[0]?.allowQuery).toEqual(['s']);
});

test('any configuration gives evidence that fits, or a coded failure', () => {
  const word = fc.constantFrom(
    'options',
    'view x',
    'zone "z"',
    ' { ',
    ' } ',
    '; ',
    'allow-recursion',
    'type master',
    'acl a',
    'a',
    '!',
    '"',
    '/*',
  );
  const text = fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(text, (content) => {
      try {
        const bind = bindOf(parseNamedConf(content));
        const unbound = unboundOf([content]);
        const evidence = { unread: [], installed: ['bind', 'unbound'], bind, unbound, windows: null };
        expect(DnsServer.safeParse(evidence).success).toBe(true);
        expect(Array.isArray(unboundIncludes(content))).toBe(true);
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});

test('any zones give facts or a coded failure', () => {
  const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
  const zone = fc.record({
    Name: value,
    ZoneType: fc.integer({ max: 4 }),
    SecureSecondaries: value,
    AutoCreated: value,
  });
  fc.assert(
    fc.property(fc.array(zone), (zones) => {
      try {
        expect(zonesOf(zones).zones.length).toBeLessThanOrEqual(zones.length);
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
