import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enroll } from '../../agent/src/identity/enroll.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('a refused enrolment leaves nothing of the folder that it made', async () => {
  const collector = await ownCollector();
  const place = scratchFolder();
  const refused = (folder: string) =>
    enroll({
      server: collector.url,
      token: 'guessed',
      authority: collector.context.authority.anchor,
      folder,
    });
  await expect(refused(join(place, '.tenken', 'agent'))).rejects.toThrow(/answered 403/);
  expect(readdirSync(place)).toEqual([]);

  // What was there before is not the command's to remove.
  mkdirSync(join(place, 'empty'));
  await expect(refused(join(place, 'empty'))).rejects.toThrow(/answered 403/);
  expect(existsSync(join(place, 'empty'))).toBe(true);
});

test('a file in the place of the folder is said to be one', async () => {
  const file = join(scratchFolder(), 'agent');
  writeFileSync(file, '');
  const line = { server: 'https://localhost:1', token: 'x', authority: 'x', folder: join(file, 'identity') };
  await expect(enroll(line)).rejects.toThrow(`${file} is a file, not a folder`);
});

test('an enrolment that is taken keeps its folder', async () => {
  expect(readdirSync(await enrolHere(await ownCollector())).toSorted()).toEqual([
    'agent-key.pem',
    'identity.json',
  ]);
});
