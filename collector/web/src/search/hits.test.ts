import { expect, test } from 'vitest';
import { hitsOf } from './hits.ts';

const pages = [
  { to: '/hosts', name: '端末・機器' },
  { to: '/api-tokens', name: 'APIトークン' },
];
const found = {
  hosts: [{ id: 'a/b', name: '<img src=x onerror=alert(1)>', label: '窓口' }],
  controls: [
    { id: 'time-synchronized', title: { ja: '時刻が同期されている', en: 'The clock is synchronized' } },
  ],
  items: [
    {
      checklist: 'nwsystem',
      checklistTitle: { ja: '別紙2', en: 'Annex 2' },
      item: '108-1',
      number: '108-1',
      title: { ja: '時刻', en: 'Clock' },
    },
  ],
};

test('pages are found by their names in full or half width, and by their addresses', () => {
  const names = (words: string) => hitsOf(words, pages, undefined, ({ ja }) => ja).map(({ name }) => name);
  expect(names('ａｐｉ')).toEqual(['APIトークン']);
  expect(names('/hosts')).toEqual(['端末・機器']);
  expect(names('')).toHaveLength(2);
  expect(names('機器 トークン')).toEqual([]);
});

test('what the collector found leads to its page, in the language of the reader', () => {
  const hits = hitsOf('nothing of this', pages, found, ({ en }) => en);
  expect(hits.map(({ name, href }) => [name, href])).toEqual([
    ['<img src=x onerror=alert(1)>', '/hosts/a%2Fb'],
    ['The clock is synchronized', '/controls/time-synchronized'],
    ['108-1 Clock', '/checklists/nwsystem/items/108-1'],
  ]);
});
