import { expect, test } from 'vitest';
import { dated } from './dated.ts';

const era = { calendar: 'era', language: 'ja' } as const;

test.each([
  [
    '定義ファイルは2026-11-21のもの（2026-11-20T15:00:00Z に確認）',
    '定義ファイルは令和8年11月21日のもの（令和8年11月21日 00:00 JST に確認）',
  ],
  ['（OSのサポート期間の表は2026-08-22時点）', '（OSのサポート期間の表は令和8年8月22日時点）'],
  ['サポート終了: 2029-05-31、', 'サポート終了: 令和11年5月31日、'],
])('dates in %s follow the calendar', (said, shown) => {
  expect(dated(said, era)).toBe(shown);
  expect(dated('as of 2026-11-21.', { calendar: 'era', language: 'en' })).toBe('as of R8.11.21.');
});

test.each([
  'tzdata 2026-11-21-1',
  'build-2026-11-21',
  'v2026-11-21.3',
  '2026-13-40',
  '/var/log/2026-11-21/x',
  'KB2026-11-21',
])('%s is none, or part of a name', (said) => {
  expect(dated(said, era)).toBe(said);
});

test('nothing changes where ISO is chosen', () => {
  expect(dated('2026-11-21', { calendar: 'iso', language: 'ja' })).toBe('2026-11-21');
});
