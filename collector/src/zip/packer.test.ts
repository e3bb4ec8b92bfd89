import { crc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packerOf } from './packer.ts';
import type { Level, Piece } from './packer.ts';

async function deflated(pieces: Iterable<Piece>, level: Level = 1) {
  const seen: Buffer[] = [];
  const packer = packerOf(level, (block) => seen.push(Buffer.from(block)));
  const packed: Buffer[] = [];
  const keep = (ready: Iterable<Uint8Array>) => {
    for (const one of ready) packed.push(Buffer.from(one));
  };
  for (const piece of pieces) keep(await packer.take(piece));
  keep(await packer.end());
  return { bytes: Buffer.concat(packed), seen: Buffer.concat(seen), sizes: packer.sizes };
}

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '点検'.repeat(70_000), '\ud83d', 'x'.repeat(300_000), Buffer.alloc(600_000, 'y')),
);

test('what comes out is what went in, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.constantFrom<Level>(0, 1, 2, 6), async (pieces, level) => {
      const whole = Buffer.concat(pieces.map((one) => Buffer.from(one as Uint8Array)));
      const { bytes, seen, sizes } = await deflated(pieces, level);
      expect(inflateRawSync(bytes).equals(whole)).toBe(true);
      expect(seen.equals(whole)).toBe(true);
      expect(sizes).toEqual({ crc: crc32(whole), packed: bytes.length, unpacked: whole.length });
    }),
    { numRuns: 30 },
  );
});

test.each<Level>([0, 1])(
  'the same bytes give the same result at level %d, however they are cut',
  async (level) => {
    const whole = Buffer.from(Array.from({ length: 90_000 }, (_, index) => `${index * 7919},`).join(''));
    const cut = function* (size: number) {
      for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
    };
    const { bytes } = await deflated([whole], level);
    for (const size of [1000, 65_535, 65_536, 262_144, 300_001]) {
      expect((await deflated(cut(size), level)).bytes.equals(bytes), `${size}`).toBe(true);
    }
  },
);
