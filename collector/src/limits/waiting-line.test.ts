import { expect, test } from 'vitest';
import { WaitingLine } from './waiting-line.ts';

test('addresses take turns, each in the order of its own', () => {
  const line = new WaitingLine<string>(() => true);
  for (const who of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) line.join(who.charAt(0), who);
  line.leave('c', 'c1');
  const taken = Array.from({ length: 6 }, () => line.take());
  expect(taken).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', null]);
  expect(line.size).toBe(0);
});

test('who may not go yet is passed over and keeps the place', () => {
  const shut = new Set(['a']);
  const line = new WaitingLine<string>((address) => !shut.has(address));
  for (const who of ['a1', 'b1']) line.join(who.charAt(0), who);
  expect([line.take(), line.take()]).toEqual(['b1', null]);
  shut.clear();
  expect(line.take()).toBe('a1');
});
