import { expect, test } from 'vitest';
import { folded, foldedHeading } from './folding.ts';

test('widths, case and spaces do not tell names apart', () => {
  expect(folded(' ＰＣ－００１　総務課 ')).toBe(folded('pc-001  総務課'));
  expect(folded('ｺﾝﾋﾟｭｰﾀ名')).toBe('コンピュータ名');
  expect(folded('か\u3099')).toBe('が');
});

test('names that people tell apart stay apart', () => {
  expect(folded('髙橋')).not.toBe(folded('高橋'));
  expect(folded('コンピュータ')).not.toBe(folded('コンピューター'));
  expect(folded('PC-01')).not.toBe(folded('PC-1'));
});

test('headings are the same however they are spread', () => {
  expect(foldedHeading('点　検\n結　果')).toBe('点検結果');
});
