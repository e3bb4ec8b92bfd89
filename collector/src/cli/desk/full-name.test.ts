import { expect, test } from 'vitest';
import { gecosOf } from './full-name.ts';

test.each([
  ['the first part', 'sato:x:1000:1000:佐藤太郎,3F,,:/home/sato:/bin/bash', '佐藤太郎'],
  ['& is the user’s name', 'sato:x:1000:1000:& Taro:/home/sato:/bin/bash', 'Sato Taro'],
  ['none', 'sato:x:1000:1000:,,,:/home/sato:/bin/bash', null],
  ['another user', 'suzuki:x:1001:1001:鈴木花子:/home/suzuki:/bin/bash', null],
  ['no line', null, null],
])('%s', (_, line, name) => {
  expect(gecosOf(line, 'sato')).toBe(name);
});
