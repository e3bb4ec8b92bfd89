import { describe, expect, test } from 'vitest';
import { completedRemarks, draftRemarks } from './remarks.ts';
import { reasonInRemarks } from './item-state.ts';

const plan = { owner: '鈴木', dueOn: '2027-03-31', text: '更新する。' };
const planned = { role: 'planned' as const, plan, why: '' };

describe("a person's text", () => {
  test.each([
    ['no date', '暗号化を進める', '実施予定: 2027-03-31まで（担当: 鈴木）。更新する。\n暗号化を進める'],
    ['nothing', ' ', '実施予定: 2027-03-31まで（担当: 鈴木）。更新する。'],
    ['the month', '令和９年３月までに暗号化', '令和９年３月までに暗号化'],
    ['a short era', 'R9.3.31までに行う', 'R9.3.31までに行う'],
    ['another calendar', '2027年3月末まで', '2027年3月末まで'],
    ['another month', '2027年1月まで', '実施予定: 2027-03-31まで（担当: 鈴木）。更新する。\n2027年1月まで'],
  ])('with △ and %s', (_, written, printed) => {
    expect(completedRemarks(written, planned)).toBe(printed);
  });

  test('keeps the reason of －, once', () => {
    const none = { role: 'not-applicable' as const, plan: null, why: '申告: 該当する機器がない' };
    expect(completedRemarks('規程第3条による。', none)).toBe(
      '対象外の理由: 申告: 該当する機器がない\n規程第3条による。',
    );
    expect(completedRemarks('該当する機器がないため', none)).toBe('該当する機器がないため');
    expect(completedRemarks('機器がない', { ...none, why: reasonInRemarks.ja })).toBe('機器がない');
  });

  test('stands as it is beside other marks', () => {
    expect(completedRemarks('全て実施', { role: 'done', plan, why: '' })).toBe('全て実施');
  });
});

test('the draft begins with what the form needs, so that what is cut short is the rest', () => {
  const draft = draftRemarks({
    ...planned,
    machines: { passing: 0, inScope: 4 },
    attestation: null,
    failing: ['vm'],
    failingCount: 1,
    missing: ['pc02'],
    missingCount: 3,
    waivers: [],
    asOf: '2026-11-21',
  });
  expect(draft.split('\n')).toEqual([
    '実施予定: 2027-03-31まで（担当: 鈴木）。更新する。',
    '対象4台中0台適合（2026-11-21時点）。',
    '不適合1台: vm。',
    '未確認3台: pc02。',
  ]);
});
