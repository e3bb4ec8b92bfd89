import { inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deflated, inflated } from './stored-body.ts';

test('bodies of every size are deflate streams and come back as they were', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2000 }), fc.string({ unit: 'grapheme', maxLength: 40 }), (length, text) => {
      const body: EvidenceBody = {
        kind: 'sample',
        version: 1,
        result: { status: 'read', data: { text, filler: 'x'.repeat(length) } },
        sources: [],
      };
      const packed = deflated(body);
      expect(inflateRawSync(packed).toString('utf8')).toBe(canonicalJson(body));
      expect(inflated(packed)).toBe(canonicalJson(body));
    }),
  );
});
