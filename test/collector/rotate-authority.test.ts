import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { runTenken } from '../support/collector-process.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';

test('the built-in authority is rotated as deploy/authority.md says', async () => {
  const first = await ownCollector();
  const before = await enrolHere(first);
  await reportOnce(before);
  const { path, authority: folder } = first.directory;
  await first.close();
  expect((await runTenken(['audit', 'export', '--data', path])).code).toBe(0);

  const aside = join(path, 'old-authority');
  mkdirSync(aside);
  for (const name of ['authority.pem', 'authority-key.pem']) {
    renameSync(join(folder, name), join(aside, name));
  }
  const agentPort = Number(new URL(first.agentUrl).port);
  const second = await ownCollector({ data: path, agentPort });
  expect(second.context.authority.certificate).not.toBe(first.context.authority.certificate);

  // What was enrolled before trusts nobody else, sends nothing, and keeps its report.
  await expect(reportOnce(before)).rejects.toThrow(
    /does not come from the authority that this host was enrolled with/,
  );
  const after = await enrolHere(second);
  expect((await reportOnce(after)).receipt.status).toBe('stored');
  expect(loadIdentity(after)?.hostId).not.toBe(loadIdentity(before)?.hostId);
  expect(await second.context.repositories.hosts.count()).toBe(2);
  const verified = await runTenken(['audit', 'verify', '--data', path]);
  expect([verified.code, verified.errors]).toEqual([0, '']);
});
