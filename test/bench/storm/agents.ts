import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { canonicalJson, contentHash } from '@tenken/shared';
import { backoffMs } from '../../../agent/src/transport/backoff.ts';
import { answerParent } from '../measure/child.ts';
import { attemptReport, loopbackAddress } from '../../support/one-attempt.ts';
import type { BulkAgent } from './enrol-in-bulk.ts';
import { SimulatedHost } from '../ingest/sample-reports.ts';

export type StormQuestion =
  /** `first` numbers the agents of all processes: each comes from a loopback address of its own. */
  | { type: 'agents'; authority: string; agents: BulkAgent[]; first: number }
  /** Makes one report for each. */
  | { type: 'prepare' }
  /** All begin within `spreadMs`, at once for 0, and go on until each is acknowledged. */
  | { type: 'storm'; port: number; spreadMs: number };

export type StormAcknowledged = { hostId: string; reportId: string; sha256: string; receivedAt: number };

export type StormResult = {
  acknowledged: StormAcknowledged[];
  /** From its first attempt until it was acknowledged, for each agent. */
  waitedMs: number[];
  /** Attempts by how they ended: a status, or the code of the connection's error. */
  attempts: Record<string, number>;
};

type Prepared = { reportId: string; sha256: string; body: Buffer };
type Member = BulkAgent & { index: number; reports: number; address: string; prepared: Prepared | null };

const patienceMs = 600_000;
let authority = '';
let members: Member[] = [];

answerParent<StormQuestion>({
  agents: (question) => {
    authority = question.authority;
    members = question.agents.map((agent, index) => ({
      ...agent,
      index: question.first + index,
      reports: 0,
      address: loopbackAddress(question.first + index),
      prepared: null,
    }));
  },
  prepare: () => {
    for (const member of members) {
      // Its evidence is not kept: thousands of hosts share this process.
      const report = new SimulatedHost(member, member.index, member.reports).nextReport();
      member.reports += 1;
      member.prepared = {
        reportId: report.statement.reportId,
        sha256: contentHash(report.statement),
        body: gzipSync(canonicalJson(report)),
      };
    }
  },
  storm: ({ port, spreadMs }) => storm(port, spreadMs),
});

async function storm(port: number, spreadMs: number): Promise<StormResult> {
  const result: StormResult = { acknowledged: [], waitedMs: [], attempts: {} };
  await Promise.all(
    members.map(async (member) => {
      await sleep(Math.random() * spreadMs);
      await untilAcknowledged(member, port, result);
    }),
  );
  return result;
}

/** As an agent does: after a failure it waits as the product says, and sends the same report again. */
async function untilAcknowledged(member: Member, port: number, result: StormResult): Promise<void> {
  const { prepared, hostId } = member;
  if (!prepared) throw new Error('nothing was prepared');
  const startedAt = performance.now();
  for (let failures = 0; performance.now() - startedAt < patienceMs;) {
    const { certificate, privateKey, address: from } = member;
    const { body } = prepared;
    // With a handshake of its own, and no session to resume.
    const answer = await attemptReport({ port, from, authority, certificate, privateKey, body });
    result.attempts[answer.ended] = (result.attempts[answer.ended] ?? 0) + 1;
    if (answer.receivedAt !== null) {
      result.waitedMs.push(performance.now() - startedAt);
      const { reportId, sha256 } = prepared;
      result.acknowledged.push({ hostId, reportId, sha256, receivedAt: answer.receivedAt });
      return;
    }
    failures += 1;
    await sleep(backoffMs(failures, answer.retryAfterMs, Math.random()));
  }
}
