import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBytes } from './line-bytes.ts';
import { PendingBytes } from './pending-bytes.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '点検', '\ud83d', '\udc00x', 'x'.repeat(5000)),
);
const around = fc.array(text, { minLength: 1, maxLength: 6 });

test('a line holds what was set last in each field, whatever its length', () => {
  fc.assert(
    fc.property(around, fc.array(fc.tuple(fc.nat(), text)), (texts, changes) => {
      const line = new LineBytes(texts);
      const fields = texts.slice(1).map(() => '');
      for (const [any, value] of changes) {
        if (fields.length === 0) break;
        line.set(any % fields.length, value);
        fields[any % fields.length] = value;
        const parts = texts.flatMap((before, index) => [before, fields[index] ?? '']);
        expect(Buffer.from(line.bytes).equals(Buffer.concat(parts.map((part) => Buffer.from(part))))).toBe(
          true,
        );
      }
    }),
  );
});

test('a whole number is spelled as the runtime spells it', () => {
  const line = new LineBytes(['<', '>']);
  for (const value of [0, 7, 9, 10, 99, 100, 1_048_576, 4_294_967_296, Number.MAX_SAFE_INTEGER, 12]) {
    line.setWhole(0, value);
    expect(Buffer.from(line.bytes).toString()).toBe(`<${value}>`);
  }
});

test('one byte of a field is replaced where it stands now', () => {
  const line = new LineBytes(['<', '|', '>']);
  line.set(1, '123');
  line.set(0, '点検');
  line.setByte(1, 2, 0x39);
  expect(Buffer.from(line.bytes).toString()).toBe('<点検|129>');
});

test('bytes wait until they are taken, as many as there are', () => {
  const pending = new PendingBytes();
  const line = Buffer.from('点検'.repeat(1000));
  for (let count = 0; count < 50; count += 1) pending.add(line);
  pending.addText('終\ud800');
  expect(pending.length).toBe(50 * line.length + 6);
  expect(Buffer.from(pending.take()).toString()).toBe(`${'点検'.repeat(50_000)}終\uFFFD`);
  expect(pending.take()).toHaveLength(0);
});
