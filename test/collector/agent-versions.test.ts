import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentVersion } from '../../agent/src/version.ts';
import type { Collector, CollectorOptions } from '../../collector/src/server.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { send } from '../support/https.ts';

async function withAgent(options: Partial<CollectorOptions>) {
  const collector = await ownCollector(options);
  return { collector, folder: await enrolHere(collector) };
}

async function viewOf(collector: Collector): Promise<Record<string, unknown>> {
  const { apiTokens } = collector.context.repositories;
  const wanted = { label: 'test', role: 'auditor', scope: null, lifetimeMs: 60_000 } as const;
  const token = await apiTokens.create(wanted, { actor: 'test', now: Date.now() });
  const served = { authority: collector.context.authority.certificate };
  const headers = { authorization: `Bearer ${token}` };
  const { json } = await send(`${collector.url}/api/v1/hosts`, served, { method: 'GET', headers });
  return (json['hosts'] as Record<string, unknown>[])[0] ?? {};
}

test('an agent that is new enough is current', async () => {
  const { collector, folder } = await withAgent({ minimumAgentVersion: agentVersion, olderAgents: 'refuse' });
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
  expect(await viewOf(collector)).toMatchObject({ agentVersion, agentOutdated: false });
});

test('reports of older agents are taken and their hosts marked, by choice', async () => {
  const { collector, folder } = await withAgent({ minimumAgentVersion: '99.0.0', olderAgents: 'mark' });
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
  expect(await viewOf(collector)).toMatchObject({ agentOutdated: true });
});

test('or refused with a reason that says what to do; the report waits on the host and goes out later', async () => {
  const data = (await withAgent({ minimumAgentVersion: '99.0.0', olderAgents: 'refuse' })) satisfies object;
  const { collector, folder } = data;
  await expect(reportOnce(folder)).rejects.toThrow(
    /answered 403: This collector takes reports of agents from version 99\.0\.0 on, .* Update the agent/,
  );
  expect(await viewOf(collector)).toMatchObject({ lastReportAt: null });
  const spooled = readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.report'));
  expect(spooled).toHaveLength(1);
  const { path } = collector.directory;
  const agentPort = Number(new URL(collector.agentUrl).port);
  await collector.close();
  const later = await ownCollector({ data: path, agentPort });
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
  const [host] = await later.context.repositories.hosts.all();
  const reports = await later.context.repositories.reports.list(host?.id ?? '', { limit: 10, offset: 0 });
  expect(reports).toHaveLength(2);
});
