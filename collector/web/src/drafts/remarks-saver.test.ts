import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AssessedItem } from '../../../src/api/assessment-schemas.ts';

// What a browser has and Node has not, before the modules that use it are loaded.
const kept = new Map<string, string>();
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
const { RemarksSaver } = await import('./remarks-saver.ts');
const { queryClient } = await import('../api/query-client.ts');

type Sent = { remarks: string | null; tag: string | null };
let sent: Sent[] = [];
/** What the collector answers, one after another. */
let answers: (() => Response)[] = [];

const item = (change: Partial<AssessedItem> = {}): AssessedItem =>
  ({
    item: { id: '1', number: '1' },
    remarks: '下書き',
    remarksBy: 'draft',
    tag: '"0-0-0"',
    ...change,
  }) as AssessedItem;

const saved = (remarks: string, tag: string) => () =>
  Response.json(item({ remarks, remarksBy: 'person', tag }));
const edited = (text: string | null, tag: string) => () =>
  Response.json(
    { title: 'edited-meanwhile', tag, current: { text, name: '鈴木', at: '2026-11-22T05:00:00.000Z' } },
    { status: 412 },
  );
const unreachable = () => {
  throw new TypeError('fetch failed');
};

beforeEach(() => {
  vi.useFakeTimers();
  kept.clear();
  sent = [];
  answers = [];
  queryClient.setQueryData(['/session'], { account: { id: 'sato' }, csrfToken: 'token' });
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body as string)) as { remarks: string | null };
    sent.push({ remarks: body.remarks, tag: new Headers(init.headers).get('if-match') });
    const answer = answers.shift();
    if (!answer) throw new Error('nothing was to be sent');
    return Promise.resolve().then(answer);
  });
});
afterEach(() => {
  vi.useRealTimers();
  queryClient.clear();
});

const pause = () => vi.advanceTimersByTimeAsync(1500);
const keptTexts = () => [...kept.values()].map((value) => (JSON.parse(value) as { text: string }).text);

test('a text is kept at every keystroke and sent after a pause, once', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [saved('文章', '"1-0-0"')];
  saver.type('文');
  expect(keptTexts()).toEqual(['文']);
  saver.type('文章');
  expect([keptTexts(), sent]).toEqual([['文章'], []]);
  await pause();
  expect(sent).toEqual([{ remarks: '文章', tag: '"0-0-0"' }]);
  expect([saver.state().status, keptTexts(), saver.tag]).toEqual(['saved', [], '"1-0-0"']);
});

test('what cannot be sent is sent again, also by another window after a restart of the browser', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [unreachable, unreachable];
  saver.type('止まった時の文');
  await pause();
  expect([saver.state().status, keptTexts()]).toEqual(['waiting', ['止まった時の文']]);
  answers = [saved('止まった時の文', '"1-0-0"')];
  const later = new RemarksSaver('a', item(), () => undefined);
  expect(later.state().text).toBe('止まった時の文');
  await pause();
  expect([later.state().status, keptTexts()]).toEqual(['saved', []]);
});

test('another text of somebody else stops the sending until it is chosen', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [edited('鈴木の文', '"1-0-0"')];
  saver.type('佐藤の文');
  await pause();
  expect(saver.state()).toMatchObject({ status: 'conflict', text: '佐藤の文', theirs: { name: '鈴木' } });
  saver.type('佐藤の文、続き');
  await pause();
  expect([sent.length, keptTexts()]).toEqual([1, ['佐藤の文、続き']]);
  answers = [saved('両方', '"2-0-0"')];
  saver.keepMine('両方');
  await pause();
  expect(sent[1]).toEqual({ remarks: '両方', tag: '"1-0-0"' });
  expect(saver.state()).toMatchObject({ status: 'saved', theirs: null });
});

test('a mark that somebody sets meanwhile is no other text: the own one follows it', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [edited(null, '"1-0-0"'), saved('文', '"2-0-0"')];
  saver.type('文');
  await pause();
  await pause();
  expect(sent.map(({ tag }) => tag)).toEqual(['"0-0-0"', '"1-0-0"']);
  expect(saver.state().status).toBe('saved');
});

test('an answer that was lost on the way is no conflict with oneself', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [unreachable, edited('文', '"1-0-0"')];
  saver.type('文 ');
  await pause();
  await vi.advanceTimersByTimeAsync(6000);
  expect([sent.length, saver.state().status, saver.tag]).toEqual([2, 'saved', '"1-0-0"']);
});

test('what is typed while a text is sent is sent next', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [saved('一', '"1-0-0"'), saved('一二', '"2-0-0"')];
  saver.type('一');
  vi.advanceTimersByTime(1300);
  saver.type('一二');
  await pause();
  await pause();
  expect(sent).toEqual([
    { remarks: '一', tag: '"0-0-0"' },
    { remarks: '一二', tag: '"1-0-0"' },
  ]);
  expect([saver.state().status, keptTexts()]).toEqual(['saved', []]);
});

test('what was judged before the own text was saved does not come back into the box', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [saved('新しい文', '"2-0-0"')];
  saver.type('新しい文');
  await pause();
  saver.adopt(item({ remarks: '古い文', remarksBy: 'person', tag: '"1-0-0"' }));
  expect([saver.state().text, saver.tag]).toEqual(['新しい文', '"2-0-0"']);
  saver.adopt(item({ remarks: 'ほかの人の文', remarksBy: 'person', tag: '"3-0-0"' }));
  expect(saver.state().text).toBe('ほかの人の文');
});

test('nobody else who signs in sends it under their name', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  saver.type('佐藤の文');
  queryClient.setQueryData(['/session'], { account: { id: 'suzuki' }, csrfToken: 'token' });
  await pause();
  expect([sent, saver.state().status]).toEqual([[], 'waiting']);
  expect(new RemarksSaver('a', item(), () => undefined).state().text).toBe('下書き');
  queryClient.setQueryData(['/session'], { account: { id: 'sato' }, csrfToken: 'token' });
  answers = [saved('佐藤の文', '"1-0-0"')];
  await vi.advanceTimersByTimeAsync(6000);
  expect(saver.state().status).toBe('saved');
});

test('a session that has ended keeps the text until somebody has signed in again', async () => {
  const saver = new RemarksSaver('a', item(), () => undefined);
  answers = [
    () => Response.json({ title: 'sign-in-needed' }, { status: 401 }),
    () => Response.json({ title: 'assessment-blocked' }, { status: 409 }),
  ];
  saver.type('文');
  await pause();
  expect([saver.state().status, keptTexts()]).toEqual(['waiting', ['文']]);
  // Meanwhile somebody has frozen the assessment: it is said, and the text is still there.
  await vi.advanceTimersByTimeAsync(6000);
  expect(saver.state()).toMatchObject({ status: 'refused', refusal: 'assessment-blocked', text: '文' });
  expect(keptTexts()).toEqual(['文']);
});

test('an emptied text gives the draft back', async () => {
  const saver = new RemarksSaver('a', item({ remarks: '人の文', remarksBy: 'person' }), () => undefined);
  answers = [saved('', '"2-0-0"')];
  saver.takeDraft();
  await pause();
  expect(sent[0]?.remarks).toBe(null);
});
