import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cipherSuite, cipherSuites, suiteId } from '../../evidence/tls/registry/cipher-suites.ts';
import { groupCodes } from '../../evidence/tls/registry/groups.ts';
import { groupStrength } from './group-strength.ts';
import { tlsProfile, tlsProfileIds, tlsProfiles } from './registry.ts';
import { isInClass } from './suite-classes.ts';
import type { SuiteClass } from './suite-classes.ts';

test('the registry equals the directory', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));
  expect(files).toEqual(tlsProfileIds.map((id) => `${id}.yaml`));
  expect(tlsProfiles().map(({ id }) => id)).toEqual(tlsProfileIds);
});

describe.each(tlsProfiles())('$id', ({ levels, rows, notMeasurable, suiteLists, groupLists }) => {
  const levelIds = new Set(levels.map(({ id }) => id));

  test('has each row once, at a level that it names, and rows at every level', () => {
    const ids = [...rows, ...notMeasurable].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { id, level } of rows) expect(id.startsWith(`${level}-`)).toBe(true);
    expect(new Set(rows.map(({ level }) => level))).toEqual(levelIds);
    expect(notMeasurable.flatMap((one) => one.levels).filter((level) => !levelIds.has(level))).toEqual([]);
  });

  test('names suites and groups as their registries do, each once in its list', () => {
    for (const list of Object.values(suiteLists)) {
      expect(list.map(({ id }) => cipherSuite(Number(id))?.name)).toEqual(list.map(({ name }) => name));
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    }
    for (const { id } of Object.values(groupLists).flat()) expect(groupStrength(Number(id))).toBeDefined();
  });

  test('refers to lists that it has', () => {
    for (const { check } of rows) {
      if (check.type === 'suites-listed') {
        expect(Object.keys(suiteLists)).toEqual(expect.arrayContaining([...check.lists, ...check.tolerated]));
      }
      if (check.type === 'groups-listed' || check.type === 'groups-required') {
        expect(Object.keys(groupLists)).toContain(check.list);
      }
    }
  });

  test.each(levels)('forbids SSL 2.0 and expired certificates at $id', ({ id }) => {
    const mandatory = rows.filter(({ level, strength }) => level === id && strength === 'mandatory');
    // Checks of suites leave those of SSL 2.0 to this row.
    const isForbidden = mandatory.some(
      ({ check }) => check.type === 'protocols-off' && check.protocols.includes('SSLv2'),
    );
    expect(isForbidden).toBe(true);
    expect(mandatory.some(({ check }) => check.type === 'certificate-valid')).toBe(true);
  });
});

test('the lists are as long as the sources say', () => {
  const lengths = (id: (typeof tlsProfileIds)[number]) =>
    Object.fromEntries(Object.entries(tlsProfile(id).suiteLists).map(([name, list]) => [name, list.length]));
  expect(lengths('ipa-tls-3.1.1')).toEqual({
    'tls13-high': 5,
    'tls13-recommended': 5,
    high: 17,
    recommended: 37,
    'camellia-gcm': 6,
  });
  expect(lengths('mozilla-5.7')).toEqual({ tls13: 3, intermediate: 9, old: 26 });
  expect(lengths('mozilla-5.8')).toEqual({ tls13: 3, intermediate: 6, old: 21 });
  expect(lengths('mozilla-6.0')).toEqual({ tls13: 3, intermediate: 6 });
});

test('every group that is offered has a strength', () => {
  expect(groupCodes.filter((code) => groupStrength(code) === undefined)).toEqual([]);
});

test.each<[SuiteClass, string]>([
  ['idea', '0007 0021 0025'],
  [
    '3des',
    '000A 000D 0010 0013 0016 001B 001F 0023 008B 008F 0093 C003 C008 C00D C012 C017 C01A C01B C01C C034 FEFF FFE0',
  ],
  ['rc2', '0006 0027 002A 0061'],
  ['fortezza', '001D'],
  [
    'no-encryption',
    '0000 0001 0002 001C 002C 002D 002E 003B 0082 0083 00B0 00B1 00B4 00B5 00B8 00B9 C001 C006 C00B C010 C015 C039 C03A C03B C0B4 C0B5 FF87',
  ],
])('the class %s has exactly these members', (name, codes) => {
  const found = cipherSuites.filter((suite) => isInClass(suite, name)).map(({ code }) => suiteId(code));
  expect(found).toEqual(codes.split(' ').map((code) => `0x${code}`));
});
