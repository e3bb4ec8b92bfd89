import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { EvidenceBody, StatedEvidence, Statement } from '@tenken/shared';
import { expect, test } from 'vitest';
import { push } from '../support/push.ts';
import { expectProblem, unchanged } from '../support/refusals.ts';
import { sampleReport, signed, statedOf } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const served = collectorWithAgents(1);

type Case = { name: string; status: number; code?: string; body: () => Buffer };

const kib = 1024;
const good = () => sampleReport(served.agent, 1);
const json = (value: unknown) => gzipSync(JSON.stringify(value));
const text = (value: string) => gzipSync(value);

/** A good report with other text where the data of its only evidence was. */
function withData(data: string): Buffer {
  const body: EvidenceBody = {
    kind: 'odd',
    version: 1,
    result: { status: 'read', data: { here: 0 } },
    sources: [],
  };
  return text(JSON.stringify(reportOf(body)).replace('{"here":0}', data));
}

function reportOf(...bodies: EvidenceBody[]) {
  const { statement } = good();
  return signed(served.agent, { ...statement, evidence: bodies.map((body) => statedOf(body)) }, bodies);
}

/** A report whose statement is odd, with the signature that fits it. */
function withReport(change: (statement: Statement) => unknown): Buffer {
  const { statement, bodies } = good();
  return json(signed(served.agent, change(statement) as Statement, bodies));
}

function withEvidence(change: (evidence: StatedEvidence) => unknown): Buffer {
  return withReport((statement) => ({ ...statement, evidence: statement.evidence.map(change) }));
}

function withBodies(change: (body: EvidenceBody) => unknown): Buffer {
  const { bodies, ...rest } = good();
  return json({ ...rest, bodies: bodies.map(change) });
}

const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index.toString(36).padStart(4, 'k'), 0]));
const padding = (bytes: number) => randomBytes(bytes / 2).toString('hex');

const cases: Case[] = [
  { name: 'packed over the limit', status: 413, body: () => gzipSync(randomBytes(100 * kib)) },
  { name: 'unpacked over the limit', status: 413, body: () => text(`["${'abcdefghij'.repeat(30 * kib)}"]`) },
  { name: 'a bomb of 8 MiB', status: 413, body: () => gzipSync(Buffer.alloc(8 * kib * kib)) },
  {
    name: 'a bomb of 60 MiB in the largest packed body',
    status: 413,
    body: () => gzipSync(Buffer.alloc(60 * kib * kib)),
  },
  { name: 'gzip cut in the middle', status: 400, body: () => json(good()).subarray(0, 1000) },
  {
    name: 'gzip with a wrong checksum',
    status: 400,
    body: () => Buffer.concat([json(good()).subarray(0, -8), Buffer.alloc(8)]),
  },
  {
    name: 'bytes after the end of gzip',
    status: 400,
    body: () => Buffer.concat([json(good()), Buffer.from('x')]),
  },
  {
    name: 'zeros after the end of gzip',
    status: 400,
    body: () => Buffer.concat([json(good()), Buffer.alloc(64)]),
  },
  { name: 'two gzip members', status: 400, body: () => Buffer.concat([json(good()), text(' ')]) },
  { name: 'gzip within gzip', status: 400, body: () => gzipSync(json(good())) },
  { name: 'not gzip', status: 400, body: () => Buffer.from(JSON.stringify(good())) },
  { name: 'nothing', status: 400, body: () => Buffer.alloc(0) },
  { name: 'gzip of nothing', status: 400, body: () => text('') },
  { name: 'not JSON', status: 400, body: () => text('reportId=1') },
  { name: 'JSON cut in the middle', status: 400, body: () => text(JSON.stringify(good()).slice(0, 2000)) },
  { name: 'text after the JSON', status: 400, body: () => text(`${JSON.stringify(good())}{}`) },
  {
    name: 'invalid UTF-8',
    status: 400,
    body: () => gzipSync(Buffer.from(JSON.stringify(good()).replace('Debian', 'D\xff'), 'latin1')),
  },
  { name: 'UTF-16', status: 400, body: () => gzipSync(Buffer.from(JSON.stringify(good()), 'utf16le')) },
  { name: 'nesting 10 000 deep', status: 400, body: () => text('['.repeat(10_000)) },
  {
    name: 'data nested 17 deep',
    status: 400,
    code: 'body-too-deep',
    body: () => withData(`${'{"a":'.repeat(17)}0${'}'.repeat(17)}`),
  },
  {
    name: '21 000 keys',
    status: 400,
    code: 'body-too-many-keys',
    body: () => withData(JSON.stringify(keys(21_000))),
  },
  { name: 'null', status: 400, code: 'report-invalid', body: () => json(null) },
  { name: 'a list of reports', status: 400, code: 'report-invalid', body: () => json([good()]) },
  {
    name: 'a newer version of the report',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, version: 3 })),
  },
  {
    name: 'an unknown key',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, verdict: 'pass' })),
  },
  {
    name: 'a key missing',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, scannedAt: undefined })),
  },
  {
    name: 'a report id that is no UUID',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, reportId: "1' or '1'='1" })),
  },
  {
    name: 'sequence 0',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, sequence: 0 })),
  },
  {
    name: 'a sequence that no number holds',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, sequence: 2 ** 53 })),
  },
  {
    name: 'a time that is none',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, scannedAt: 'now' })),
  },
  {
    name: 'an unknown platform',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, host: { ...report.host, platform: 'beos' } })),
  },
  {
    name: 'a host name of 10 000 characters',
    status: 400,
    code: 'report-invalid',
    body: () => withReport((report) => ({ ...report, host: { ...report.host, name: padding(10_000) } })),
  },
  {
    name: 'a verdict in the evidence',
    status: 400,
    code: 'report-invalid',
    body: () => withEvidence((evidence) => ({ ...evidence, outcome: 'pass' })),
  },
  {
    name: 'an unknown status of evidence',
    status: 400,
    code: 'report-invalid',
    body: () => withBodies((body) => ({ ...body, result: { status: 'pass', data: {} } })),
  },
  {
    name: 'an unknown code of failure',
    status: 400,
    code: 'report-invalid',
    body: () =>
      withBodies((body) => ({
        ...body,
        result: { status: 'failed', failure: { code: 'fine', message: '' } },
      })),
  },
  {
    name: '201 kinds',
    status: 400,
    code: 'report-invalid',
    body: () =>
      withReport((report) => ({
        ...report,
        evidence: Array.from({ length: 201 }, (_, index) =>
          statedOf({ kind: `k${index}`, version: 1, result: { status: 'read', data: {} }, sources: [] }),
        ),
      })),
  },
  {
    name: 'a hash of other evidence',
    status: 400,
    code: 'evidence-hash-wrong',
    body: () => withEvidence((evidence) => ({ ...evidence, sha256: 'a'.repeat(64) })),
  },
  {
    name: 'one kind twice',
    status: 400,
    code: 'evidence-twice',
    body: () => withReport((report) => ({ ...report, evidence: [...report.evidence, report.evidence[0]] })),
  },
  {
    name: 'a body that the statement does not name',
    status: 400,
    code: 'evidence-hash-wrong',
    body: () => withReport((report) => ({ ...report, evidence: report.evidence.slice(1) })),
  },
  {
    name: 'a hash of a body that nobody has sent',
    status: 409,
    code: 'bodies-missing',
    body: () => json({ ...good(), bodies: [] }),
  },
  {
    name: 'a signature of another statement',
    status: 403,
    code: 'signature-wrong',
    body: () => json({ ...good(), signature: good().signature }),
  },
  {
    name: 'a signature that is no DER',
    status: 403,
    code: 'signature-wrong',
    body: () => json({ ...good(), signature: 'A'.repeat(96) }),
  },
  {
    name: 'no signature',
    status: 400,
    code: 'report-invalid',
    body: () => json({ ...good(), signature: '' }),
  },
  {
    name: 'the first version of the protocol',
    status: 400,
    code: 'report-invalid',
    body: () => json({ ...good().statement, version: 1 }),
  },
  {
    name: '__proto__ at the top',
    status: 400,
    body: () => text(JSON.stringify(good()).replace('{', '{"__proto__":{"x":1},')),
  },
  { name: '__proto__ in the data', status: 400, body: () => withData('{"__proto__":{"x":1}}') },
  {
    name: '__proto__ deep in the data, with its hash',
    status: 400,
    code: 'body-key-reserved',
    body: () =>
      json(
        reportOf({
          kind: 'odd',
          version: 1,
          result: { status: 'read', data: { a: [JSON.parse('{"__proto__":{"x":1}}')] } },
          sources: [],
        }),
      ),
  },
  {
    name: 'a key twice at the top',
    status: 400,
    code: 'body-key-twice',
    body: () => text(JSON.stringify(good()).replace('{', '{"signature":"",')),
  },
  {
    name: 'a key twice in the data',
    status: 400,
    code: 'body-key-twice',
    body: () => withData('{"here":1,"h\\u0065re":0}'),
  },
  {
    name: 'a lone surrogate in a name',
    status: 400,
    code: 'body-not-text',
    body: () => text(JSON.stringify(good()).replace('Debian', '\\ud800')),
  },
  { name: 'a lone surrogate in the data', status: 400, body: () => withData('{"here":"\\udc00"}') },
  { name: 'a lone surrogate in a key', status: 400, body: () => withData('{"\\udfff":0}') },
  {
    name: '1e999 as the sequence',
    status: 400,
    body: () => text(JSON.stringify(good()).replace('"sequence":1', '"sequence":1e999')),
  },
  { name: '1e999 in the data', status: 400, body: () => withData('{"here":1e999}') },
  { name: 'NaN', status: 400, body: () => withData('{"here":NaN}') },
];

test.each(cases)('refuses $name', async ({ status, code, body }) => {
  const { collector, agent } = served;
  const answer = await unchanged(collector, () => push(collector, agent, body()));
  expectProblem(answer, status, code);
  expect(JSON.stringify(answer.json).length, 'the answer does not echo the body').toBeLessThan(1000);
});

test('takes a good report after all of them', async () => {
  const { collector, agent } = served;
  const answer = await push(collector, agent, json(good()));
  expect(answer).toMatchObject({ status: 201, json: { status: 'stored' } });
});
