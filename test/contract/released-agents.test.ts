import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnrolmentAnswer, keyFingerprint, ReportReceipt } from '@tenken/shared';
import type { CarriedReport, Submission } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import agent from '../../agent/package.json' with { type: 'json' };
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { requestedKey } from '../../collector/src/ca/certificate-authority.ts';
import type { Collector } from '../../collector/src/server.ts';
import { importAt } from '../support/carried-host.ts';
import { send } from '../support/https.ts';
import type { Credentials } from '../support/https.ts';
import { ownCollector } from '../support/own-collector.ts';
import { released, sums } from './payloads.ts';
import type { Payloads, Sender } from './payloads.ts';

const releases = released();

test('the agent of this version has left its payloads', () => {
  expect(releases.map(({ release }) => release)).toContain(`agent-${agent.version}`);
});

/** A collector that knows the machine of the payloads, by the key with which they were signed. */
async function collectorFor(sender: Sender): Promise<{ collector: Collector; credentials: Credentials }> {
  const collector = await ownCollector({ clientLifetimeMs: 3_600_000 });
  const { repositories, authority } = collector.context;
  const privateKey = createPrivateKey(sender.privateKey);
  const csr = certificateRequest(privateKey, createPublicKey(privateKey));
  const certificate = await authority.issueClient(csr, sender.hostId);
  if (certificate === null) throw new Error('the key of the payloads is refused');
  const now = Date.now();
  const token = await tokenAt(collector);
  await repositories.enrolments.enrol(token, { id: sender.hostId, name: 'contract', certificate }, now);
  return {
    collector,
    credentials: {
      authority: authority.certificate,
      certificate: certificate.pem,
      privateKey: sender.privateKey,
    },
  };
}

function tokenAt({ context }: Collector): Promise<string> {
  const { enrolmentTokens } = context.repositories;
  return enrolmentTokens.create({
    label: 'contract',
    actor: 'test',
    now: Date.now(),
    lifetimeMs: 60_000,
    uses: 1,
  });
}

function submissionIn(packed: Buffer): Submission {
  return JSON.parse(gunzipSync(packed).toString('utf8')) as Submission;
}

function hasUnreadPart(data: unknown): boolean {
  const { unread } = data as { unread?: readonly unknown[] };
  return unread !== undefined && unread.length > 0;
}

describe.each(releases)('$release', (payloads: Payloads) => {
  test('nobody has changed what it sent', () => {
    expect(sums(payloads.folder)).toBe(readFileSync(join(payloads.folder, 'SHA256SUMS'), 'utf8'));
    expect(payloads.reports.length).toBeGreaterThan(3);
  });

  test('every report is taken, counts once, and is judged', async () => {
    const { collector, credentials } = await collectorFor(payloads.sender);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    for (const { name, body } of payloads.reports) {
      const post = () => send(`${collector.agentUrl}/api/v1/reports`, credentials, { body, headers });
      const answer = await post();
      expect([name, answer.status, answer.json['detail']]).toEqual([name, 201, undefined]);
      expect(ReportReceipt.parse(answer.json).status).toBe('stored');
      expect((await post()).status).toBe(200);
    }
    const { evaluator, repositories } = collector.context;
    await evaluator.settle();
    const last = submissionIn(payloads.reports.at(-1)?.body ?? Buffer.alloc(0)).statement;
    const host = await repositories.hosts.find(payloads.sender.hostId);
    expect(host).toMatchObject({ agentVersion: last.agentVersion, reportsDropped: 3, status: 'active' });
    const newest = await repositories.reports.newestEvidence(payloads.sender.hostId);
    for (const { kind, sha256 } of last.evidence) expect(newest.get(kind)?.sha256).toBe(sha256);
    const findings = await repositories.findings.list({ hostId: payloads.sender.hostId });
    expect(findings.length).toBeGreaterThan(20);
  });

  test('its evidence still fits what controls read: none of it is unreadable to them', async () => {
    const { collector, credentials } = await collectorFor(payloads.sender);
    const [first] = payloads.reports;
    if (first === undefined) throw new Error('it has sent nothing');
    await send(`${collector.agentUrl}/api/v1/reports`, credentials, {
      body: first.body,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    await collector.context.evaluator.settle();
    const findings = await collector.context.repositories.findings.list({ hostId: payloads.sender.hostId });
    const { bodies } = submissionIn(first.body);
    // What the agent could not read, whole or in part, is its own word.
    const read = new Set(
      bodies
        .filter(({ result }) => result.status === 'read' && !hasUnreadPart(result.data))
        .map(({ kind }) => kind),
    );
    const about = findings.filter(
      ({ evidence }) => evidence.length > 0 && evidence.every(({ kind }) => read.has(kind)),
    );
    expect(about.length).toBeGreaterThan(20);
    const faults = about.filter(({ outcome }) => outcome === 'error');
    expect(faults.map(({ control, reason }) => [control, reason])).toEqual([]);
  });

  test('a host enrols and renews with what it sent for that', async () => {
    const { collector, credentials } = await collectorFor(payloads.sender);
    const token = await tokenAt(collector);
    const body = payloads.enrolment.toString('utf8').replace(payloads.sender.token, token);
    const headers = { 'content-type': 'application/json' };
    const enrolled = await send(
      `${collector.url}/api/v1/enrolments`,
      { authority: credentials.authority },
      { body, headers },
    );
    expect(enrolled.status).toBe(201);
    expect(EnrolmentAnswer.safeParse(enrolled.json).success).toBe(true);
    const renewed = await send(`${collector.agentUrl}/api/v1/renewals`, credentials, {
      body: payloads.renewal,
      headers,
    });
    expect([renewed.status, renewed.json['detail']]).toEqual([201, undefined]);
  });

  test('a file that it wrote is imported', async () => {
    const collector = await ownCollector();
    const { csr } = JSON.parse(gunzipSync(payloads.carried).toString('utf8')) as CarriedReport;
    const key = await requestedKey(csr);
    if (key === null) throw new Error('its request is refused');
    const receipt = await importAt(collector, payloads.carried, [keyFingerprint(key)]);
    expect(receipt).toMatchObject({ status: 'stored' });
  });
});
