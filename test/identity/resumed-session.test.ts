import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { renew } from '../../agent/src/identity/renew.ts';
import type { Collector } from '../../collector/src/server.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';

/** How each handshake of the agents' port went, in order. */
async function handshakes(collector: Collector): Promise<Record<string, number>> {
  const { values } = await collector.context.metrics.handshakes.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.kind), value]));
}

test('an agent resumes the TLS session of its last report, also at a collector that was started anew', async () => {
  const first = await ownCollector();
  const folder = await enrolHere(first);
  await reportOnce(folder);
  expect(await handshakes(first)).toEqual({ full: 1 });
  await reportOnce(folder);
  await reportOnce(folder);
  expect(await handshakes(first)).toEqual({ full: 1, resumed: 2 });
  const session = join(folder, 'tls-session.json');
  expect(statSync(session).mode & 0o777).toBe(0o600);
  const keys = join(first.directory.authority, 'ticket-keys');
  expect(statSync(keys).mode & 0o777).toBe(0o600);
  expect(readFileSync(keys)).toHaveLength(48);
});

test('after a restart of the collector the session is good still, and a damaged one costs a handshake and no report', async () => {
  const first = await ownCollector();
  const folder = await enrolHere(first);
  await reportOnce(folder);
  const data = first.directory.path;
  await first.close();
  const second = await ownCollector({ data, agentPort: Number(new URL(first.agentUrl).port) });
  await reportOnce(folder);
  expect(await handshakes(second)).toEqual({ resumed: 1 });
  const session = join(folder, 'tls-session.json');
  const stored = JSON.parse(readFileSync(session, 'utf8')) as { for: string; session: string };
  writeFileSync(session, JSON.stringify({ ...stored, session: 'AAAA' }));
  const { receipt } = await reportOnce(folder);
  expect(receipt.status).toBe('stored');
  expect(await handshakes(second)).toEqual({ resumed: 1, full: 1 });
});

test('a renewed certificate begins a session of its own: the old one would speak for the old certificate', async () => {
  const collector = await ownCollector({ clientLifetimeMs: 3_600_000 });
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  const identity = loadIdentity(folder);
  if (!identity) throw new Error('no identity');
  await renew(folder, identity);
  const { receipt, problems } = await reportOnce(folder);
  expect(problems).toEqual([]);
  expect(receipt.status).toBe('stored');
  // The renewal came with a handshake of its own.
  expect(await handshakes(collector)).toEqual({ full: 3 });
});

test('a resumed session with a certificate that is revoked meanwhile is answered 403', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  const hostId = String(loadIdentity(folder)?.hostId);
  const change = { actor: 'console:test', now: Date.now() };
  expect(await collector.context.repositories.enrolments.revoke(hostId, 'stolen', change)).toBe('revoked');
  await expect(reportOnce(folder)).rejects.toThrow(/answered 403: This client certificate is revoked/);
  expect(await handshakes(collector)).toEqual({ full: 1, resumed: 1 });
});
