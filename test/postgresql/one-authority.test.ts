import { appendFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '@tenken/collector/src/logger.ts';
import { openCollector } from '@tenken/collector/src/server.ts';
import type { Collector } from '@tenken/collector/src/server.ts';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';
import { exportedKey, newAuthority } from '../support/offline-root.ts';
import type { TestAuthority } from '../support/offline-root.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

type Options = Parameters<typeof openCollector>[0];

/** Collectors of one database, each with a folder of its own. */
async function collectorsOf() {
  const url = await temporaryDatabase();
  return async (data: string, options: Partial<Options> = {}): Promise<Collector> => {
    const collector = await openCollector({
      data,
      port: 0,
      agentPort: 0,
      logger: createLogger('fatal'),
      judgeAtStart: false,
      database: { url, passwordFile: null },
      ...options,
    });
    onTestFinished(() => collector.close());
    return collector;
  };
}

const authorityOf = (data: string) => join(data, 'authority');

/** The folder of the authority goes whole in the place of another's. */
function copyAuthority(from: string, to: string): void {
  rmSync(authorityOf(to), { recursive: true, force: true });
  cpSync(authorityOf(from), authorityOf(to), { recursive: true });
}

const refused = { code: 'authority-not-shared' };

test('a second collector with an authority of its own is refused with what to do, and makes none', async () => {
  const start = await collectorsOf();
  const [left, right, third] = [scratchFolder(), scratchFolder(), scratchFolder()];
  const first = await start(left);
  const refusal = start(right);
  await expect(refusal).rejects.toMatchObject(refused);
  await expect(refusal).rejects.toThrow(
    `Copy the whole folder authority of one that runs to ${authorityOf(right)}`,
  );
  expect(existsSync(authorityOf(right))).toBe(false);
  copyAuthority(left, right);
  const second = await start(right);
  expect(second.context.authority.certificate).toBe(first.context.authority.certificate);

  // One that has worked by itself, on a database of its own.
  const elsewhere = await collectorsOf();
  await (await elsewhere(third)).close();
  rmSync(join(third, 'database.json'));
  await expect(start(third)).rejects.toMatchObject(refused);
  // It is told once, by the collector that began.
  const log = await first.context.repositories.audit.list({ limit: 100 });
  expect(log.filter(({ action }) => action === 'authority-used')).toHaveLength(1);

  // As the refusal says for a folder that is lost everywhere.
  appendFileSync(join(authorityOf(third), 'known-authorities.pem'), first.context.authority.certificate);
  await start(third);
  await expect(start(scratchFolder())).rejects.toMatchObject(refused);
});

test('two that start at once on an empty database: one authority is used', async () => {
  const start = await collectorsOf();
  const both = await Promise.allSettled([start(scratchFolder()), start(scratchFolder())]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refused });
});

test('a rotation goes through, and a collector with the old folder is refused until it has the new one', async () => {
  const start = await collectorsOf();
  const [left, right] = [scratchFolder(), scratchFolder()];
  await (await start(left)).close();
  copyAuthority(left, right);
  await (await start(right)).close();
  mkdirSync(join(left, 'old'));
  for (const name of ['authority.pem', 'authority-key.pem']) {
    renameSync(join(authorityOf(left), name), join(left, 'old', name));
  }
  const rotated = await start(left);
  await expect(start(right)).rejects.toMatchObject(refused);
  copyAuthority(left, right);
  const again = await start(right);
  expect(again.context.authority.certificate).toBe(rotated.context.authority.certificate);
  const log = await again.context.repositories.audit.list({ limit: 100 });
  expect(log.filter(({ action }) => action === 'authority-used')).toHaveLength(2);
});

/** The next intermediate of a root, as it is given to a collector. */
async function intermediateOf(root: TestAuthority) {
  const issuing = await newAuthority(`CN=Issuing ${crypto.randomUUID()}`, root);
  const [certificate, key] = [join(scratchFolder(), 'chain.pem'), join(scratchFolder(), 'key.pem')];
  writeFileSync(certificate, `${issuing.certificate.toString('pem')}\n${root.certificate.toString('pem')}\n`);
  writeFileSync(key, await exportedKey(issuing.keys.privateKey), { mode: 0o600 });
  return { certificate, key };
}

test('intermediates of one root: the next one goes into the place of the first, at each collector', async () => {
  const start = await collectorsOf();
  const root = await newAuthority('CN=Offline Root', null);
  const [authority, next] = [await intermediateOf(root), await intermediateOf(root)];
  const [left, right] = [scratchFolder(), scratchFolder()];
  await (await start(left, { authority })).close();
  // Agents of one would be refused by the other, though both trust the root.
  await expect(start(right, { authority: next })).rejects.toMatchObject(refused);
  copyAuthority(left, right);
  await (await start(right, { authority })).close();
  await (await start(left, { authority: next })).close();
  await expect(start(right, { authority })).rejects.toMatchObject(refused);
  await start(right, { authority: next });
});
