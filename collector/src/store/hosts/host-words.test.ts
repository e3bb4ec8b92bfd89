import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, temporaryStore } from '../../testing.ts';
import { hostsWithWords } from './host-words.ts';

test('every host that holds a word is among those that its parts name, however short the word is', async () => {
  const { store, repos } = await temporaryStore();
  const names = ['pc-064-000077', 'pc-064-000078', 'SV-総務', 'ab', '100%_x'];
  const ids = new Map<string, string>();
  for (const name of names) {
    const host = await enrolledHost(repos);
    ids.set(name, host);
    const told = { machineIdHash: null, architecture: null, platform: 'linux' as const };
    const facts = { ...told, name, osName: 'Debian', osVersion: '12' };
    await repos.reports.storeBatch([acceptedReport(host, 1, [], Date.now(), { host: facts })]);
  }
  const found = async (word: string, most = 100) =>
    (await hostsWithWords(store, [word], most))?.toSorted() ?? null;
  // Ids are looked up by their beginning, and theirs are random.
  const named = (word: string) =>
    names
      .filter((name) => name.toLowerCase().includes(word) || ids.get(name)?.startsWith(word))
      .map((name) => ids.get(name) ?? '')
      .toSorted();
  for (const word of ['0077', '77', '7', 'sv-総', '総務', '務', 'ab', '%_', 'zzzz', 'pc-']) {
    expect(await found(word), word).toEqual(named(word));
  }
  expect(await found('debian')).toHaveLength(names.length);
  expect(await found('debian', 2)).toBeNull();
  const id = ids.get('ab') ?? '';
  expect(await found(id.slice(0, 13))).toContain(id);
  await store.close();
});
