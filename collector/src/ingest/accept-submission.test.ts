import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, contentHash, sha256, signStatement, Submission } from '@tenken/shared';
import type { EvidenceBody, Statement } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptSubmission } from './accept-submission.ts';
import { isPlainSubmission } from './plain-submission.ts';
import { readBody } from './read-body.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sender = { hostId: randomUUID(), fingerprint: 'f', publicKey };
const at = '2026-11-21T00:00:00.000Z';

/**
 * Names of members. V8 14 reads a name that is one quotation mark as a backslash where it has read an object with that
 * name before (seen with Node 26.10): such a report is refused, for its hash is then wrong.
 */
const name = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('1', '10', '9', 'ä', 'a"', ' '))
  .filter((text) => !text.includes('\\') && text !== '"');

/** Everything that JSON can hold, with what is spelled in more than one way. */
const any = fc.dictionary(
  name,
  fc.oneof(
    fc.dictionary(
      name,
      fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
      { maxKeys: 4 },
    ),
    fc.array(fc.oneof(fc.integer(), fc.constant(null)), { maxLength: 4 }),
    fc.constantFrom(0, -1, 0.5, 1e21, 1e-7, 123_456_789_012_345, 1_234_567_890_123_456),
    fc.constantFrom('\u2028', '\u0001', '"', '日本', '😀', '\u007f'),
  ),
  { maxKeys: 5 },
);

/** Such as agents read it. */
const usual = fc.dictionary(
  fc.constantFrom('enabled', 'mode', 'version', '設定'),
  fc.oneof(fc.integer(), fc.constantFrom('enforcing', '有効', ''), fc.boolean(), fc.constant(null)),
);
const data = fc.oneof(usual, any);

function submission(bodies: readonly EvidenceBody[], changes: Partial<Statement> = {}): Submission {
  const statement: Statement = {
    version: 2,
    hostId: sender.hostId,
    reportId: randomUUID(),
    sequence: 7,
    agentVersion: '0.1.0',
    scannedAt: at,
    sentAt: at,
    host: {
      platform: 'linux',
      name: '名前',
      osName: null,
      osVersion: null,
      architecture: 'x64',
      machineIdHash: null,
    },
    evidence: bodies.map((body) => ({
      kind: body.kind,
      collectedAt: at,
      durationMs: 3,
      sha256: sha256(canonicalJson(body)),
    })),
    gap: null,
    settings: { sequence: 0, refused: null },
    ...changes,
  };
  return { statement, signature: signStatement(statement, privateKey), bodies: [...bodies] };
}

function bodyOf(kind: string, of: Record<string, unknown>): EvidenceBody {
  const sources = [{ type: 'file' as const, subject: '/etc/x', status: 'ok' }];
  return { kind, version: 1, result: { status: 'read', data: of }, sources };
}

test('however a report is spelled, what is kept of it is canonical: the statement, each body, and the hash', () => {
  let plain = 0;
  fc.assert(
    fc.property(
      data,
      data,
      fc.constantFrom('canonical', 'indented', 'unsorted', 'escaped'),
      (first, second, spelling) => {
        const bodies = [bodyOf('first', first), bodyOf('second', second)].filter(
          ({ result }) => !Object.keys((result as { data: object }).data).includes('__proto__'),
        );
        const report = submission(bodies, {
          gap: bodies.length === 2 ? null : { dropped: 1, since: at, until: at },
        });
        const text = {
          canonical: () => canonicalJson(report),
          indented: () => JSON.stringify(JSON.parse(canonicalJson(report)), null, 1),
          unsorted: () => JSON.stringify(report),
          escaped: () => canonicalJson(report).replaceAll('x64', '\\u007864'),
        }[spelling]();
        if (readBody(Buffer.from(text), 'identity').plain) plain += 1;
        const accepted = acceptSubmission(gzipSync(text), 'gzip', sender, 0);
        expect(accepted.canonicalStatement).toBe(canonicalJson(report.statement));
        expect(accepted.sha256).toBe(contentHash(report.statement));
        expect(
          [...accepted.bodies].map(([hash, { kind, canonical }]) => [hash, kind, String(canonical)]),
        ).toEqual(bodies.map((body) => [sha256(canonicalJson(body)), body.kind, canonicalJson(body)]));
      },
    ),
    { numRuns: 400 },
  );
  // The short way was gone too.
  expect(plain).toBeGreaterThan(20);
});

test.each([
  '{"a":-0}',
  '{"a":1.0}',
  '{"a":1e3}',
  '{"a":1234567890123456}',
  '{"a":"\\u0061"}',
  '{"a": 1}',
  '{"a":{"b":1,"a":2}}',
  // Read into an object, the key that looks like a number comes first.
  '{"a":{"b":1,"1":2}}',
  '{"a":{"9":1,"10":2}}',
])('%s is not taken for canonical', (text) => {
  const { plain, isSorted, json } = readBody(Buffer.from(text), 'identity');
  expect(plain).toBeNull();
  expect(isSorted ? JSON.stringify(json) : canonicalJson(json)).toBe(canonicalJson(json));
  expect(readBody(Buffer.from('{"a":{"b":-1,"c":[true,null,"日本"]}}'), 'identity').plain).not.toBeNull();
});

test('the quick look takes nothing that the schema refuses, and takes what agents send', () => {
  const good = JSON.parse(JSON.stringify(submission([bodyOf('a', { x: 1 }), bodyOf('b', {})]))) as Submission;
  expect(isPlainSubmission(good)).toBe(true);
  const odd = fc.constantFrom<unknown>(
    null,
    0,
    -1,
    1.5,
    2 ** 53,
    '',
    'x',
    'A B',
    '2026-02-30T00:00:00.000Z',
    at,
    [],
    {},
    true,
    'x'.repeat(2000),
    'read',
    'failed',
    'file',
    'f'.repeat(64),
    { status: 'read', data: [] },
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.nat(), odd, fc.constantFrom('replace', 'add', 'remove'), (place, value, how) => {
      const mutated = structuredClone(good) as unknown;
      const places: [Record<string, unknown>, string][] = [];
      const walk = (one: unknown): void => {
        if (typeof one !== 'object' || one === null) return;
        for (const [key, member] of Object.entries(one)) {
          places.push([one as Record<string, unknown>, key]);
          walk(member);
        }
      };
      walk(mutated);
      const [holder, key] = places[place % places.length] ?? [{}, ''];
      if (how === 'replace') holder[key] = value;
      else if (how === 'remove' && !Array.isArray(holder)) delete holder[key];
      else if (!Array.isArray(holder)) holder['more'] = value;
      if (!isPlainSubmission(mutated)) return;
      taken += 1;
      const result = Submission.safeParse(mutated);
      expect(result.success).toBe(true);
      expect(result.data).toEqual(mutated);
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(30);
});
