import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { runTenken } from '../support/collector-process.ts';
import { goodRequest } from '../support/certificate-requests.ts';
import { send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { expectProblem } from '../support/refusals.ts';
import type { Collector } from '../../collector/src/server.ts';

function enrolAs(collector: Collector, token: string, hostName: string): Promise<Answer> {
  const body = JSON.stringify({ token, csr: goodRequest(), hostName });
  const { anchor } = collector.context.authority;
  return send(
    `${collector.url}/api/v1/enrolments`,
    { authority: anchor },
    { body, headers: { 'content-type': 'application/json' } },
  );
}

async function tenken(...args: string[]): Promise<string> {
  const { code, output, errors } = await runTenken(args);
  expect(code, errors).toBe(0);
  return output.trim();
}

test('F36: a token bound to a host name is refused for others, and puts its label on the host', async () => {
  const collector = await ownCollector();
  const data = ['--data', collector.directory.path];
  const bound = ['--host-name', 'web-*', '--label', '総務課', '--uses', '2'];
  const token = await tenken('collector', 'token', ...data, ...bound);
  expectProblem(await enrolAs(collector, token, 'db-01'), 403, 'token-for-other-host');
  const answer = await enrolAs(collector, token, 'web-01');
  expect(answer.status).toBe(201);
  const host = await collector.context.repositories.hosts.find(String(answer.json.hostId));
  expect(host).toMatchObject({ label: '総務課', name: 'web-01' });

  const listed = JSON.parse(await tenken('collector', 'tokens', '--json', ...data)) as { id: string }[];
  expect(listed).toEqual([
    expect.objectContaining({ uses: 2, usesLeft: 1, hostPattern: 'web-*', revokedAt: null }),
  ]);
  expect(JSON.stringify(listed)).not.toContain(token);
  await tenken('collector', 'revoke-token', String(listed[0]?.id), ...data);
  expectProblem(await enrolAs(collector, token, 'web-02'), 403, 'token-refused');
  const again = await runTenken(['collector', 'revoke-token', String(listed[0]?.id), ...data]);
  expect(again.code).toBe(2);
  expect(again.errors).toContain('[token-unknown]');
});

test('F36: an enrolment with the name of a live host replaces nothing', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector, { uses: 1 });
  const first = await reportOnce(folder);
  const token = await tenken('collector', 'token', '--data', collector.directory.path);
  const second = await enrolAs(collector, token, hostname());
  expect(second.json.hostId).not.toBe(loadIdentity(folder)?.hostId);
  expect((await reportOnce(folder)).receipt).toMatchObject({
    status: 'stored',
    lastSequence: first.receipt.lastSequence + 1,
  });
});
