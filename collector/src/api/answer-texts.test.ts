import { expect, test } from 'vitest';
import * as z from 'zod';
import { textOf, withList } from './answer-texts.ts';

const Head = z.object({ next: z.string().nullable() });

test('what the schema does not name stays inside', () => {
  expect(textOf(Head, { next: '「点検」"', secret: 1 } as z.output<typeof Head>)).toBe(
    '{"next":"「点検」\\""}',
  );
});

test('what is of another shape is refused', () => {
  expect(() => textOf(Head, { next: 1 } as never)).toThrow(z.ZodError);
});

test('a list is a member of the object like any other', () => {
  const head = textOf(Head, { next: 'x' });
  expect(JSON.parse(withList(head, 'rows', ['1', '{"a":2}']))).toEqual({ next: 'x', rows: [1, { a: 2 }] });
  expect(JSON.parse(withList(head, 'rows', []))).toEqual({ next: 'x', rows: [] });
});
