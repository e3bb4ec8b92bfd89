import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@tenken/shared';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { sendStatus } from '../../agent/src/status.ts';
import { alter } from '../support/database.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { enrolQuickAgent, runAgentOnce } from '../support/quick-agent.ts';

test('an agent whose host was revoked says once what to do, and that helps', async () => {
  const collector = await ownCollector();
  const folder = await enrolQuickAgent(collector);
  const hostId = String(loadIdentity(folder)?.hostId);
  const change = { actor: 'console:test', now: Date.now() };
  await collector.context.repositories.enrolments.revoke(hostId, 'lost', change);
  const { code, errors } = await runAgentOnce(folder);
  expect(code).toBe(2);
  expect(errors).toBe(
    `tenken-agent: The report was not taken: the collector answered 403: This client certificate is revoked here. Enrol this host again with a new token. For that, remove ${folder} on this host, with the reports that wait in it, and run the enroll command. [push-failed]\n`,
  );
  expect(sendStatus(folder)?.problem).toContain(`remove ${folder}`);
  rmSync(folder, { recursive: true });
  expect((await reportOnce(await enrolHere(collector))).receipt.status).toBe('stored');
});

test('an agent whose host is quarantined says who has to do what', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  const hostId = String(loadIdentity(folder)?.hostId);
  await alter(collector.directory.path, 'update host set machine_id_hash = ?', sha256('another machine'));
  const { receipt, problems } = await reportOnce(folder);
  expect(receipt.status).toBe('quarantined');
  expect(problems).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Reports are kept apart.*Whoever runs the collector.*tenken host release ${hostId}.*remove ${folder} `,
      ),
    ),
  ]);
});

test('where nobody listens for agents, it is said in words', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const { host } = new URL(collector.agentUrl);
  await collector.close();
  await expect(reportOnce(folder)).rejects.toThrow(
    `The report was not taken: ${host} cannot be reached: nobody listens there. Check that the collector runs, with --agent-listen where it is another machine. It is kept in ${join(folder, 'spool')}.`,
  );
});
