import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frames } from './frames.ts';

const boundaries = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210', 'a'.repeat(32)];

describe('answers', () => {
  test('come back as they were, however the stream was cut', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(
        fc.tuple(bytes, bytes, bytes),
        fc.infiniteStream(fc.integer({ min: 1, max: 90 })),
        (contents, cuts) => {
          const stream = Buffer.concat(
            contents.flatMap((content, index) => [
              content,
              Buffer.from(`\n${boundaries[index]} ${index} x\n`),
            ]),
          );
          const frames = new Frames();
          const taken: { content: Buffer; status: string }[] = [];
          for (let at = 0; at < stream.length;) {
            const [size = 1] = cuts.take(1);
            frames.push(stream.subarray(at, at + size));
            at += size;
            for (;;) {
              const one = frames.take(boundaries[taken.length] ?? 'none');
              if (one === null) break;
              taken.push(one);
            }
          }
          expect(taken.map(({ content }) => [...content])).toEqual(contents.map((content) => [...content]));
          expect(taken.map(({ status }) => status)).toEqual(['0 x', '1 x', '2 x']);
          expect(frames.length).toBe(0);
        },
      ),
    );
  });

  test('a boundary within a line, or another one, ends nothing', () => {
    const frames = new Frames();
    frames.push(Buffer.from(`x${boundaries[0]} 0\n\n${boundaries[1]} 0\n`));
    expect(frames.take(boundaries[0] ?? '')).toBeNull();
  });

  test('a boundary whose line never ends is an error', () => {
    const frames = new Frames();
    frames.push(Buffer.from(`\n${boundaries[0]} ${'1'.repeat(100)}`));
    expect(() => frames.take(boundaries[0] ?? '')).toThrow('ends in an unknown way');
  });
});
