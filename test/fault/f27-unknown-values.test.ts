import { canonicalJson, sha256 } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';
import { evidenceKinds } from '@tenken/controls/evidence';
import { expect, test } from 'vitest';
import { enrolHere, ownCollector } from '../support/own-collector.ts';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { post } from '../../agent/src/transport/post.ts';
import { sampleReport, signed, statedOf } from '../support/sample-report.ts';

async function speaker() {
  const collector = await ownCollector();
  const identity = loadIdentity(await enrolHere(collector));
  if (!identity) throw new Error('not enrolled');
  let sequence = 0;
  const say = async (bodies: EvidenceBody[], changes: Record<string, unknown> = {}) => {
    sequence += 1;
    const agent = { hostId: identity.hostId, name: 'f27', privateKey: identity.privateKey };
    const evidence = bodies.map((body) => statedOf(body));
    const { statement } = sampleReport(agent, sequence, { evidence });
    return post(new URL(identity.reportsUrl), {
      body: JSON.stringify(signed(agent, { ...statement, ...changes }, bodies)),
      tls: { ca: identity.authority, cert: identity.certificate, key: identity.privateKey },
    });
  };
  /** Without those that need no look at the machine: of other kinds of machines, and where nothing is declared. */
  const findings = async () => {
    await collector.context.evaluator.settle();
    const all = await collector.context.repositories.findings.list({ hostId: identity.hostId });
    expect(all.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
    return all.filter(({ reason }) => reason !== 'nothing-declared' && reason !== 'other-kind-of-machine');
  };
  return { say, findings };
}

const read = (kind: string, version: number, data: Record<string, unknown>): EvidenceBody => ({
  kind,
  version,
  result: { status: 'read', data },
  sources: [],
});

test('F27: evidence of a newer schema, of another shape and of unknown kinds is stored and never a pass', async () => {
  const { say, findings } = await speaker();
  const kinds = evidenceKinds.map(({ id, version }) => ({ id, version }));
  const newer = kinds.map(({ id, version }) => read(id, version + 1, { everything: 'fine', pass: true }));
  expect((await say([...newer, read('kind-of-2031', 7, { pass: true })])).status).toBe(201);
  const afterNewer = await findings();
  expect(afterNewer.length).toBeGreaterThan(5);
  expect(new Set(afterNewer.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
    new Set(['unknown evidence-newer']),
  );
  const odd = kinds.map(({ id, version }) => read(id, version, { unread: [], state: 'excellent' }));
  expect((await say(odd)).status).toBe(201);
  expect(new Set((await findings()).map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
    new Set(['error evidence-invalid']),
  );
});

test.each([
  ['a version of the statement', { version: 3 }],
  ['a member', { mood: 'good' }],
  [
    'a platform',
    {
      host: {
        platform: 'plan9',
        name: 'x',
        osName: null,
        osVersion: null,
        architecture: null,
        machineIdHash: null,
      },
    },
  ],
  ['a reason for settings', { settings: { sequence: 1, refused: 'because' } }],
] as const)('F27: %s that nobody knows is refused with 400 and what to do', async (_what, changes) => {
  const { say } = await speaker();
  const body = read('os-release', 1, {});
  expect(sha256(canonicalJson(body))).toHaveLength(64);
  const answer = await say([body], changes);
  expect(answer.status).toBe(400);
  expect(answer.detail).toMatch(/Update the agent or the collector/);
});

test('F27: a code of failure that nobody knows is refused, those that are known are errors', async () => {
  const { say, findings } = await speaker();
  const failing = (code: string) =>
    evidenceKinds.map(({ id, version }): EvidenceBody => ({
      kind: id,
      version,
      result: { status: 'failed', failure: { code: code as 'timeout', message: 'x' } },
      sources: [],
    }));
  expect((await say(failing('tired'))).status).toBe(400);
  expect((await say(failing('resource-limit'))).status).toBe(201);
  expect(new Set((await findings()).map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
    new Set(['error resource-limit']),
  );
});
