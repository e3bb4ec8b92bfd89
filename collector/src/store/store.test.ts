import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { enrolledHost, temporarySqliteStore } from '../testing.ts';

const tenken = join(import.meta.dirname, '..', '..', 'bin', 'tenken.js');

test('two processes that write at once wait for each other', async () => {
  const { store, repos, path } = await temporarySqliteStore();
  const host = await enrolledHost(repos);
  const state = { writing: true };
  const tokens = Array.from({ length: 3 }, () =>
    promisify(execFile)(process.execPath, [tenken, 'collector', 'token', '--data', dirname(path)]),
  );
  const written = (async () => {
    for (let sequence = 1; state.writing; sequence += 1) {
      // Reads first and writes then: what SQLite refuses at once when somebody else wrote in between.
      await repos.findings.replace(host, [], sequence, sequence);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const made = await Promise.all(tokens).finally(() => (state.writing = false));
  await written;
  expect(made.map(({ stdout }) => /^tkn_\S{32}\n$/.test(stdout))).toEqual([true, true, true]);
  expect(await store.read.selectFrom('enrolment_token').selectAll().execute()).toHaveLength(4);
});
