import { expect, test } from 'vitest';
import { setUpCodeIn } from './set-up-code.ts';

test.each(['aB3-_x', '  aB3-_x\n', '#aB3-_x', 'https://tenken.example.jp:8443/setup#aB3-_x ', '　ａＢ３-_x'])(
  'the code is found in what somebody copied: %j',
  (copied) => {
    expect(setUpCodeIn(copied)).toBe('aB3-_x');
  },
);
