import { expect, test } from 'vitest';
import { wantedControls } from './wanted-controls.ts';

function control(
  id: string,
  platforms: string[],
  outcomes: { fail?: number; unknown?: number; pass?: number },
) {
  const words = { ja: id, en: id };
  return { id, title: words, description: words, platforms, outcomes };
}

const controls = [
  control('b', ['linux'], { fail: 2 }),
  control('a', ['windows'], { unknown: 9 }),
  control('c', ['linux', 'windows'], { pass: 5 }),
];
const ids = (search: Parameters<typeof wantedControls>[1]) =>
  wantedControls(controls, search, 'en').map(({ id }) => id);

test('controls are filtered and put in order', () => {
  expect(ids({})).toEqual(['b', 'a', 'c']);
  expect(ids({ sort: '-failures' })).toEqual(['b', 'a', 'c']);
  expect(ids({ sort: 'failures' })).toEqual(['c', 'a', 'b']);
  expect(ids({ sort: '-name' })).toEqual(['c', 'b', 'a']);
  expect(ids({ platform: ['windows'], outcome: ['pass', 'fail'] })).toEqual(['c']);
  expect(ids({ text: 'Ａ' })).toEqual(['a']);
});
