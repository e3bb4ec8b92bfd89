import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TenkenError } from '@tenken/shared';
import { FeedImportDocument, FeedListDocument } from '../../collector/src/cli/documents.ts';
import { readPublicKey } from '../../collector/src/feeds/feed-key.ts';
import { importBundle } from '../../collector/src/feeds/import-bundle.ts';
import { openBundle } from '../../collector/src/feeds/read-bundle.ts';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { openStoreOf } from '../../collector/src/store/database-place.ts';
import type { Store } from '../../collector/src/store/store.ts';
import { repositories } from '../../collector/src/store/repositories.ts';
import { runTenken } from '../support/collector-process.ts';
import { consoleOn } from '../support/console.ts';
import { bundleOf, daysAgo, downloaded, parts, signer } from '../support/feed-bundles.ts';
import type { Signer } from '../support/feed-bundles.ts';
import { onPostgres } from '../support/on-postgres.ts';
import { openDatabaseOf } from '../support/opened-database.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const tenkenProgram = join(import.meta.dirname, '../../collector/bin/tenken.js');

function storeOf(data: string): Promise<Store> {
  return openStoreOf(openDataDirectory(data));
}

/** Data as a collector that has run once leaves it. */
async function newData(): Promise<string> {
  const data = scratchFolder();
  await onPostgres(data);
  await (await storeOf(data)).close();
  return data;
}

function unzipped(path: string): Map<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(readFileSync(path))));
}

async function inForce(data: string): Promise<string[]> {
  const store = await storeOf(data);
  const feeds = await repositories(store).feeds.inForceAt(Date.now());
  await store.close();
  return feeds.map(({ name, asOf }) => `${name} ${asOf}`);
}

/** An import as the command does it; processes take seconds to start. @returns what it says, or why it refuses */
async function taken(data: string, path: string, allowOlder = false): Promise<string> {
  const store = await storeOf(data);
  try {
    const parts = await importBundle({
      path,
      feeds: repositories(store).feeds,
      directory: openDataDirectory(data),
      allowOlder,
      fingerprint: null,
      actor: 'console:test',
      now: Date.now,
    });
    return parts.map(({ unchanged }) => (unchanged ? 'in force already' : 'in force now')).join();
  } catch (error) {
    if (error instanceof TenkenError) return `${error.message} [${error.code}]`;
    throw error;
  } finally {
    await store.close();
  }
}

async function rows(data: string, table: 'feed' | 'feed_package' | 'advisory_set'): Promise<number> {
  const store = await storeOf(data);
  const { count } = await store.read
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await store.close();
  return count;
}

describe('a bundle that is carried in', { timeout: 120_000 }, () => {
  test('is made, trusted, taken in and listed by the command line', async () => {
    const data = await newData();
    const { tenken, refused } = consoleOn(data);
    const who = signer();
    const bundle = join(scratchFolder(), 'november.tenken-feed');
    const all = downloaded(daysAgo(1), [parts.debian, parts.oval, parts.csaf]);
    const built = await runTenken(['feed', 'build', all, '-o', bundle, '--key', who.keyFile]);
    expect(built.code, built.errors).toBe(0);
    expect(built.errors).toContain('rhel-9: 2 entries');
    expect(built.errors).toContain(`signed by ${who.fingerprint}`);

    expect(await refused('feed', 'import', bundle)).toMatch(
      new RegExp(`not trusted here, with the fingerprint ${who.fingerprint}.*\\[feed-untrusted\\]`, 's'),
    );
    expect(await tenken('feed', 'trust', who.publicFile, '--label', '情報政策課')).toBe(who.fingerprint);
    expect(await tenken('feed', 'import', bundle)).toBe(
      [
        `debian ${daysAgo(1)}: 1 entries, in force now`,
        `rhel-9 ${daysAgo(1)}: 2 entries, in force now`,
        `rhel-9-csaf ${daysAgo(1)}: 1 entries, in force now`,
      ].join('\n'),
    );
    expect(await tenken('feed', 'import', bundle)).toContain('debian ' + daysAgo(1) + ': in force already');

    const again = FeedImportDocument.parse(JSON.parse(await tenken('feed', 'import', bundle, '--json')));
    expect(again.parts.map(({ name, unchanged }) => [name, unchanged])).toContainEqual(['debian', true]);

    const listed = FeedListDocument.parse(JSON.parse(await tenken('feed', 'list', '--json')));
    expect(listed.trustedKeys).toMatchObject([{ fingerprint: who.fingerprint, label: '情報政策課' }]);
    expect(listed.inForce.find(({ name }) => name === 'debian')).toMatchObject({
      limitDays: 35,
      tooOld: false,
      signer: who.fingerprint,
    });
    expect(listed.inForce.find(({ name }) => name === 'os-support')).toMatchObject({ signer: null });
    expect(await tenken('feed', 'list', '--lang', 'ja')).toContain('信用する署名鍵');

    const log = await tenken('audit', 'export');
    expect(log).toContain('"feed-key-trusted"');
    expect(log).toMatch(new RegExp(`"feed-imported".*debian ${daysAgo(1)}`));

    await tenken('feed', 'distrust', who.fingerprint);
    expect(await refused('feed', 'import', bundle)).toContain('[feed-untrusted]');
    expect(await tenken('feed', 'import', bundle, '--fingerprint', who.fingerprint)).toContain(
      'in force already',
    );
  });

  test.each(['ed25519', 'ec'] as const)('is checked with openssl alone (%s)', async (type) => {
    const who = signer(type);
    const files = unzipped(await bundleOf(downloaded(), who));
    const place = scratchFolder();
    for (const name of ['manifest.json', 'manifest.sig']) {
      writeFileSync(join(place, name), files.get(name) ?? '');
    }
    const check =
      type === 'ec'
        ? ['dgst', '-sha256', '-verify', who.publicFile, '-signature', 'manifest.sig', 'manifest.json']
        : [
            'pkeyutl',
            '-verify',
            '-pubin',
            '-inkey',
            who.publicFile,
            '-rawin',
            '-in',
            'manifest.json',
            '-sigfile',
            'manifest.sig',
          ];
    const run = spawnSync('openssl', check, { cwd: place });
    expect(run.status, run.stderr.toString()).toBe(0);
  });

  test('the same files and key give the same parts', async () => {
    const who = signer();
    const from = downloaded();
    const a = unzipped(await bundleOf(from, who));
    const b = unzipped(await bundleOf(from, who));
    expect(a.get('parts/debian.jsonl')).toEqual(b.get('parts/debian.jsonl'));
  });
});

describe('what is refused leaves what was in force', () => {
  const before = [`debian ${daysAgo(3)}`];

  /** A state of three days ago is in force, and has to be so in the end. */
  async function prepared(): Promise<{ data: string; who: Signer; good: string }> {
    const data = await newData();
    const who = signer();
    const store = await storeOf(data);
    const key = { ...readPublicKey(who.publicFile), label: '' };
    await repositories(store).feeds.trust(key, { actor: 'console:test', now: Date.now() });
    await store.close();
    const good = await bundleOf(downloaded(daysAgo(3)), who);
    expect(await taken(data, good)).toBe('in force now');
    onTestFinished(async () => {
      expect(await inForce(data)).toEqual(before);
      expect(readdirSync(data)).not.toContain('feed-import');
    });
    return { data, who, good };
  }

  test('a bundle of somebody else', async () => {
    const { data } = await prepared();
    const stranger = await bundleOf(downloaded(), signer());
    expect(await taken(data, stranger)).toContain('[feed-untrusted]');
  });

  test('an older one, unless it is wanted', async () => {
    const { data, who, good } = await prepared();
    const older = await bundleOf(downloaded(daysAgo(9)), who);
    expect(await taken(data, older)).toMatch(
      new RegExp(`state of ${daysAgo(9)}, and ${daysAgo(3)} is in force.*\\[feed-older\\]`, 's'),
    );
    expect(await taken(data, older, true)).toBe('in force now');
    expect(await inForce(data)).toEqual([`debian ${daysAgo(9)}`]);
    expect(await taken(data, good)).toBe('in force now');
  });

  test('one of the same day that was made before', async () => {
    const { data, who } = await prepared();
    const another = downloaded(daysAgo(3));
    const record = { id: 'X', modified: '2026-01-01T00:00:00Z', affected: [] };
    writeFileSync(join(another, 'debian', 'X.json'), JSON.stringify(record));
    const earlier = await bundleOf(another, who, new Date(Date.now() - 2 * 24 * 60 * 60 * 1000));
    expect(await taken(data, earlier)).toContain('[feed-older]');
  });

  test('one without a signature, one that is no zip, one cut short, and none', async () => {
    const { data, good } = await prepared();
    const bad = join(scratchFolder(), 'bad');
    writeFileSync(bad, 'no zip at all');
    expect(await taken(data, bad)).toContain('[feed-unreadable]');
    writeFileSync(bad, readFileSync(good));
    truncateSync(bad, 700);
    expect(await taken(data, bad)).toContain('[feed-unreadable]');
    expect(await taken(data, `${bad}-missing`)).toContain('[feed-unreadable]');
    // The entry by another name, in its header and in the directory: then there is no signature.
    const bytes = readFileSync(good);
    for (let at = bytes.indexOf('manifest.sig'); at >= 0; at = bytes.indexOf('manifest.sig', at + 1)) {
      bytes.write('manifest.xxx', at);
    }
    writeFileSync(bad, bytes);
    expect(await taken(data, bad)).toMatch(/is not signed.*\[feed-untrusted\]/s);
  });

  test('one that is too large is not read', async () => {
    const { data } = await prepared();
    const bad = join(scratchFolder(), 'bad');
    writeFileSync(bad, '');
    // Without a byte on disk.
    truncateSync(bad, 1024 * 1024 * 1024 + 1);
    expect(await taken(data, bad)).toContain('[feed-too-large]');
  });

  test('one with a flipped byte, wherever it is', async () => {
    const { data, who } = await prepared();
    const bytes = readFileSync(await bundleOf(downloaded(daysAgo(1)), who));
    const signed = unzipped(await bundleOf(downloaded(daysAgo(1)), who)).get('parts/debian.jsonl');
    const bad = join(scratchFolder(), 'bad');
    const trusts = (fingerprint: string) => fingerprint === who.fingerprint;
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(bad, changed);
      try {
        const bundle = await openBundle(bad, trusts, Date.now());
        // Bytes of the archive that say nothing, such as times: then all that was signed is there.
        const read: Buffer[] = [];
        for (const part of bundle.manifest.parts) {
          for await (const chunk of bundle.read(part)) read.push(chunk);
        }
        bundle.close();
        expect(Buffer.concat(read)).toEqual(Buffer.from(signed ?? []));
      } catch (error) {
        if (!(error instanceof TenkenError)) throw new Error(`byte ${at}`, { cause: error });
        if (!codes.has(error.code)) expect(await taken(data, bad)).toContain(`[${error.code}]`);
        codes.add(error.code);
      }
    }
    expect([...codes]).toEqual(expect.arrayContaining(['feed-unreadable', 'feed-untrusted']));
    for (const code of codes) expect(code).toMatch(/^feed-(unreadable|untrusted|too-large|key-unusable)$/);
  });

  test('one whose content is of another format, covers what it does not hold, or is of the future', async () => {
    const { data, who } = await prepared();
    const broken = downloaded(daysAgo(1), [{ ...parts.debian, files: ['csaf'] }]);
    expect(await taken(data, await bundleOf(broken, who))).toMatch(
      /Part debian: line 1 is no OSV record.*\[feed-invalid\]/s,
    );
    const empty = downloaded(daysAgo(1), [{ ...parts.debian, covers: ['debian:12', 'debian:13'] }]);
    expect(await taken(data, await bundleOf(empty, who))).toMatch(
      /covers debian:13, and holds no advisory.*\[feed-invalid\]/s,
    );
    const future = new Date(Date.now() + 90 * 24 * 60 * 60 * 1000);
    const ahead = bundleOf(downloaded(future.toISOString().slice(0, 10)), who, future);
    expect(await taken(data, await ahead)).toMatch(/in the future.*\[feed-invalid\]/s);
    const table = downloaded(daysAgo(1), [
      { name: 'os-support', kind: 'os-support', source: 'x', files: ['csaf/rhsa-2023_5453.json'] },
    ]);
    expect(await taken(data, await bundleOf(table, who))).toMatch(
      /no table of os-support.*\[feed-invalid\]/s,
    );
    const outside = downloaded(daysAgo(1), [{ ...parts.debian, files: ['../debian'] }]);
    await expect(bundleOf(outside, who)).rejects.toMatchObject({ code: 'feed-invalid' });
  });

  test('kill -9 in the middle: what was in force stays, and the next import has no trace of it', async () => {
    const { data, who, good } = await prepared();
    const large = downloaded(daysAgo(2));
    const record = JSON.parse(readFileSync(join(large, 'debian', 'DSA-5514-1.json'), 'utf8')) as object;
    const affected = Array.from({ length: 30_000 }, (_, at) => ({
      package: { ecosystem: 'Debian:12', name: `package-${at}` },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: `${at}-1` }] }],
    }));
    writeFileSync(
      join(large, 'debian', 'DSA-1-1.json'),
      JSON.stringify({ ...record, id: 'DSA-1-1', affected }),
    );
    const bundle = await bundleOf(large, who);
    const database = await openDatabaseOf(data);
    onTestFinished(() => database.close());
    const arrived = async () =>
      (await database.rows<{ count: number }>('select count(*) as count from feed_package', []))[0]?.count ??
      0;
    for (const wanted of [1, 5000]) {
      const child = spawn(process.execPath, [tenkenProgram, 'feed', 'import', bundle, '--data', data], {
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      // What the one before has left is removed first.
      if (wanted > 1) while (child.exitCode === null && (await arrived()) > 1) await sleep(2);
      // As soon as so many packages of it lie in the database.
      while (child.exitCode === null && (await arrived()) <= wanted) await sleep(2);
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(await arrived()).toBeGreaterThan(wanted);
      expect(await inForce(data)).toEqual(before);
    }
    // The same as before is no news, and clears up nevertheless.
    expect(await taken(data, good)).toBe('in force already');
    expect(await rows(data, 'feed')).toBe(1);
    expect(await rows(data, 'feed_package')).toBe(1);
    expect(await rows(data, 'advisory_set')).toBe(1);
  });
});
