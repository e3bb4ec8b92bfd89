import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';
import type { EvidenceBody, Statement } from '@tenken/shared';
import { signed, statedOf } from '../../support/sample-report.ts';
import type { Speaker } from '../../support/sample-report.ts';

const kib = 1024;
const largest = 250 * kib;

/** Bodies of an enrolled host that have to be refused, each as dear as its kind can be. */
export function hostileBodies(speaker: Speaker): Map<string, Buffer> {
  const text = (value: string) => gzipSync(value);
  const good = reportOf(speaker, [dataBody('odd', { here: 0 })]);
  const within = (data: string) => text(canonicalJson(good).replace('{"here":0}', data));
  const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');
  const kinds = (count: number, data: (index: number) => Record<string, unknown>) =>
    Array.from({ length: count }, (_, index) => dataBody(`kind-${index}`, data(index)));
  const many = kinds(190, (index) => ({
    index,
    noise: noise(400),
    list: Array.from({ length: 60 }, (__, at) => at),
  }));
  const manyReport = reportOf(speaker, many);
  const last = manyReport.statement.evidence.at(-1);
  if (!last) throw new Error('no evidence');
  return new Map([
    ['a bomb of 60 MiB', gzipSync(Buffer.alloc(60 * kib * kib))],
    [
      'a bomb with noise before it',
      gzipSync(Buffer.concat([randomBytes(50 * kib), Buffer.alloc(10 * kib * kib)])),
    ],
    ['nesting', text('['.repeat(largest))],
    ['lists, empty', within(`{"a":[${'[],'.repeat(largest / 3)}[]]}`)],
    ['lists, as many as may be', within(`{"a":[${'[],'.repeat(14_800)}[]],"b":"${noise(10 * kib)}","b":0}`)],
    ['keys, too many', within(JSON.stringify(keys(24_000)))],
    ['keys, as many as may be, one twice', within(JSON.stringify(keys(19_000)).replace('{', '{"k000":1,'))],
    ['integer-like keys, one twice', within(JSON.stringify(integerKeys(19_000)).replace('{', '{"7":1,'))],
    ['noise, not JSON at its end', within(`{"a":["${`${noise(8 * kib)}","`.repeat(25)}"]`)],
    [
      '190 kinds, the last hash wrong',
      gzipSync(
        canonicalJson(
          signedAgain(speaker, manyReport.statement, many, (one) => ({ ...one, sha256: 'a'.repeat(64) })),
        ),
      ),
    ],
    [
      '190 kinds, the signature of another statement',
      gzipSync(canonicalJson({ ...manyReport, signature: good.signature })),
    ],
    ['190 kinds, one unknown key at the end', gzipSync(canonicalJson({ ...manyReport, zzz: 0 }))],
  ]);
}

function keys(count: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`k${index.toString(36).padStart(3, '0')}`, 0]),
  );
}

function integerKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index * 7), 0]));
}

function dataBody(kind: string, data: Record<string, unknown>): EvidenceBody {
  return { kind, version: 1, result: { status: 'read', data }, sources: [] };
}

function reportOf(speaker: Speaker, bodies: EvidenceBody[]) {
  const now = new Date();
  const statement: Statement = {
    version: 2,
    hostId: speaker.hostId,
    reportId: randomUUID(),
    sequence: 1,
    agentVersion: '0.1.0',
    scannedAt: now.toISOString(),
    sentAt: now.toISOString(),
    host: {
      platform: 'linux',
      name: speaker.name,
      osName: null,
      osVersion: null,
      architecture: null,
      machineIdHash: null,
    },
    evidence: bodies.map((body) => statedOf(body, now)),
    gap: null,
  };
  return signed(speaker, statement, bodies);
}

/** With another last piece of evidence, and the signature that fits it. */
function signedAgain(
  speaker: Speaker,
  statement: Statement,
  bodies: EvidenceBody[],
  change: (one: Statement['evidence'][number]) => Statement['evidence'][number],
) {
  const evidence = statement.evidence.map((one, index) =>
    index === statement.evidence.length - 1 ? change(one) : one,
  );
  return signed(speaker, { ...statement, evidence }, bodies);
}
