import { expect, test } from 'vitest';
import { addressOf } from '../router/address.ts';
import { asParameters, isFiltered, withField, withToggled } from './change.ts';
import {
  findingFields,
  readFindingSearch,
  readHostSearch,
  readItemSearch,
  readOverviewSearch,
} from './lists.ts';

test('an address may hold anything; what cannot be meant is dropped', () => {
  expect(
    readFindingSearch({
      outcome: ['fail', 'nonsense', 7],
      platform: 'linux',
      label: 12,
      text: '  ',
      sort: 'password',
      since: '2026-11-21',
      until: 'soon',
      cursor: 'x'.repeat(500),
      page: 3,
    }),
  ).toEqual({ outcome: ['fail'], platform: ['linux'], label: '12', since: '2026-11-20T15:00:00.000Z' });
  expect(readHostSearch({ outcome: 'fail' })).toEqual({ outcome: ['fail'] });
  expect(readItemSearch({ priority: 'yes' })).toEqual({ priority: true });
  expect(readOverviewSearch({ kiosk: 1 })).toEqual({ kiosk: true });
});

test('a day is one in Japan: it begins, and ends, nine hours before that of UTC', () => {
  expect(readFindingSearch({ since: '2026-11-21', until: '2026-11-21' })).toEqual({
    since: '2026-11-20T15:00:00.000Z',
    until: '2026-11-21T15:00:00.000Z',
  });
  expect(readFindingSearch({ since: '2026-11-21T07:45:00Z', until: '2026-02-30T99:00Z' })).toEqual({
    since: '2026-11-21T07:45:00.000Z',
  });
});

test('a list that is filtered anew begins at its start', () => {
  const before = { cursor: 'abc', sort: 'host', outcome: ['fail'] };
  expect(withField(before, 'label', 'x')).toEqual({ sort: 'host', outcome: ['fail'], label: 'x' });
  expect(withToggled(before, findingFields, 'outcome', 'fail')).toEqual({ sort: 'host' });
  expect(withToggled(before, findingFields, 'outcome', 'error')).toEqual({
    sort: 'host',
    outcome: ['fail', 'error'],
  });
  expect(withToggled({ label: 'x' }, findingFields, 'label', 'y')).toEqual({ label: 'y' });
  expect(withToggled({ label: 'x' }, findingFields, 'label', 'x')).toEqual({});
  expect([isFiltered(before), isFiltered({ sort: 'host', cursor: 'x' })]).toEqual([true, false]);
});

test('several words stand in an address as the API takes them', () => {
  expect(addressOf({ outcome: ['fail', 'unknown'], label: '総務 課' })).toBe(
    '?label=%E7%B7%8F%E5%8B%99+%E8%AA%B2&outcome=fail&outcome=unknown',
  );
  expect(addressOf({})).toBe('');
  expect(asParameters({ outcome: ['fail', 'unknown'], control: undefined, limit: 5 }).toString()).toBe(
    'outcome=fail&outcome=unknown&limit=5',
  );
});
