import { expect, test } from 'vitest';
import { compose, shareOf } from './compose.ts';
import type { Composing } from './compose.ts';
import type { AlertEntry } from './entry.ts';

const failure = (hostName: string): AlertEntry => ({
  kind: 'failure',
  hostId: hostName,
  hostName,
  label: '',
  control: 'disk-encrypted',
  reason: 'test',
  at: '2026-11-22T00:00:00.000Z',
});

function composed(changes: Partial<Composing>, language: 'ja' | 'en' = 'ja') {
  return compose({
    id: 'id',
    rule: { id: 'r', name: '規則', trigger: { kind: 'failure', controls: [], labels: [] }, language },
    topics: [],
    total: 0,
    now: Date.parse('2026-11-22T00:00:00Z'),
    page: 'https://tenken.example.jp',
    titleOfControl: () => ({ ja: '暗号化', en: 'Encrypted' }),
    ...changes,
  });
}

test('many hosts are a number and the first names, in both languages', () => {
  const entries = Array.from({ length: 12 }, (_, host) => failure(`pc${host}`));
  const topics = [{ topic: 'disk-encrypted', things: 12, hosts: 12, entries }];
  const japanese = composed({ topics, total: 12 });
  expect(japanese.subject).toBe('[Tenken] 規則: 新たな不適合 12件（12台）');
  expect(japanese.lines).toEqual([
    '・暗号化: 12台 （pc0、pc1、pc2、pc3、pc4、pc5、pc6、pc7、pc8、pc9、ほか2台）',
  ]);
  expect(japanese.url).toBe('https://tenken.example.jp/controls');
  expect(composed({ topics, total: 12 }, 'en')).toMatchObject({
    subject: '[Tenken] 規則: 12 new failures on 12 hosts',
    lines: ['- Encrypted: 12 hosts (pc0, pc1, pc2, pc3, pc4, pc5, pc6, pc7, pc8, pc9, 2 more)'],
  });
});

test('a name from outside stays on one line, is seen as it is, and is short', () => {
  const name = `evil\r\nBcc: all@example.jp\u202Egnp.exe${'x'.repeat(500)}`;
  const [line = ''] = composed({
    topics: [{ topic: 'disk-encrypted', things: 1, hosts: 1, entries: [failure(name)] }],
    total: 1,
  }).lines;
  expect(line).toContain('evil Bcc: all@example.jp<U+202E>gnp.exe');
  expect(line).not.toMatch(/[\r\n]/);
  expect(line.length).toBeLessThan(130);
});

test('more topics than a mail can hold are told as a number', () => {
  const topics = Array.from({ length: 40 }, (_, topic) => ({
    topic: `t${topic}`,
    things: 1,
    hosts: 1,
    entries: [failure('pc')],
  }));
  const { lines, entries, total } = composed({ topics, total: 40 });
  expect(lines).toHaveLength(31);
  expect(lines.at(-1)).toBe('ほか 10 件の管理策など');
  expect({ entries: entries.length, total }).toEqual({ entries: 40, total: 40 });
});

test.each([
  [409, 412, 99.2],
  [99_999, 100_000, 99.9],
  [1, 1, 100],
  [0, 0, 100],
  [0, 3, 0],
])('%i of %i hosts are %d %%, never more than they are', (reporting, hosts, share) => {
  expect(shareOf(reporting, hosts)).toBe(share);
});
