import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { canonicalJson } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';
import { valueOf } from '../support/database.ts';
import { metric } from '../support/metrics.ts';
import { push } from '../support/push.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { pack, sampleReport, signed, statedOf } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);
const kib = 1024;

function bodyWith(data: string): Buffer {
  const body: EvidenceBody = {
    kind: 'odd',
    version: 1,
    result: { status: 'read', data: { here: 0 } },
    sources: [],
  };
  const { statement } = sampleReport(served.agent, 1);
  const report = signed(served.agent, { ...statement, evidence: [statedOf(body)] }, [body]);
  return gzipSync(canonicalJson(report).replace('{"here":0}', data));
}

const integerKeys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index), 0])));

const odd: { name: string; code: string; status?: number; body: () => Buffer }[] = [
  // The unpacked limit comes first: 400,000 brackets are more than a report may be.
  {
    name: 'nesting 400 000 deep',
    status: 413,
    code: 'body-too-large',
    body: () => gzipSync('['.repeat(400_000)),
  },
  { name: '60 000 keys', status: 413, code: 'body-too-large', body: () => bodyWith(integerKeys(60_000)) },
  { name: '24 000 integer-like keys', code: 'body-too-many-keys', body: () => bodyWith(integerKeys(24_000)) },
  {
    name: '60 000 lists',
    code: 'body-too-many-values',
    body: () => bodyWith(`{"a":[${'[],'.repeat(60_000)}[]],"noise":"${noise()}"}`),
  },
  {
    name: '80 000 numbers',
    code: 'body-too-many-values',
    body: () => bodyWith(`{"a":[${'1,'.repeat(80_000)}1],"noise":"${noise()}"}`),
  },
  {
    name: 'a text of 17 kB',
    code: 'body-text-too-long',
    body: () => bodyWith(`{"a":"${randomText(17 * kib)}"}`),
  },
  {
    name: 'a key of 17 kB',
    code: 'body-text-too-long',
    body: () => bodyWith(`{"${randomText(17 * kib)}":0}`),
  },
];

/** So that it does not pack too well to be looked at. */
const noise = () => randomBytes(6000).toString('base64url');

function randomText(length: number): string {
  return Array.from({ length }, (_, index) => ((index * 7919) % 36).toString(36)).join('');
}

test.each(odd)('F24: $name is refused', async ({ body, code, status = 400 }) => {
  const { collector, agent } = served;
  expectProblem(await unchanged(collector, () => push(collector, agent, body())), status, code);
});

test('F24: -0, 2^53+1, NUL and integer-like keys that are within the limits are stored as they are signed, or not at all', async () => {
  const { collector, agent } = served;
  const data = { nul: 'a\u0000b', keys: { 2: 'two', 10: 'ten' }, tiny: 5e-324, big: 2 ** 53 };
  const body: EvidenceBody = { kind: 'odd', version: 1, result: { status: 'read', data }, sources: [] };
  const { statement } = sampleReport(agent, 2);
  const report = signed(agent, { ...statement, evidence: [statedOf(body)] }, [body]);
  const answer = await push(collector, agent, gzipSync(canonicalJson(report)));
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  // Another spelling of the same numbers is the same evidence; another number is not.
  const spelled = canonicalJson(report).replace('9007199254740992', '9007199254740993');
  expect((await push(collector, agent, gzipSync(spelled))).status).toBe(200);
  const other = canonicalJson(report).replace('9007199254740992', '9007199254740994');
  expectProblem(await push(collector, agent, gzipSync(other)), 400, 'evidence-hash-wrong');
  const stored = await valueOf(collector.data, `select count(*) from evidence where kind = 'odd'`);
  expect(stored).toBe(1);
});

test('F23: bombs in every packing are refused, and memory stays flat', async () => {
  const { collector, agent } = served;
  const zeros = Buffer.alloc(16 * kib * kib);
  const bombs: [string, Buffer, number][] = [
    ['gzip', gzipSync(zeros), 413],
    ['gzip', gzipSync(gzipSync(zeros)), 400],
    ['br', brotliCompressSync(zeros), 415],
    ['zstd', zstdCompressSync(zeros), 415],
    ['deflate', deflateSync(zeros), 415],
    ['gzip, gzip', gzipSync(gzipSync(zeros)), 415],
  ];
  const rounds = 6;
  const send = async () => {
    for (const [encoding, body, status] of bombs) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      expect((await push(collector, agent, body, { headers })).status, encoding).toBe(status);
    }
  };
  await send();
  const before = await metric(collector, 'tenken_process_resident_memory_bytes');
  for (let round = 0; round < rounds; round += 1) await send();
  const grown = (await metric(collector, 'tenken_process_resident_memory_bytes')) - before;
  // One bomb unpacked whole would be 16 MiB.
  expect(grown).toBeLessThan(16 * kib * kib);
  expect((await push(collector, agent, pack(sampleReport(agent, 5)).body)).status).toBe(201);
  console.log(
    `F23: ${rounds * bombs.length} bombs of 16 MiB refused; memory ${(grown / kib / kib).toFixed(1)} MiB more`,
  );
});
