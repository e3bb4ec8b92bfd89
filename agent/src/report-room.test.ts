import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { expect, test } from 'vitest';
import { reportRoom, withinReport } from './report-room.ts';

function evidenceOf(kind: string, data: Record<string, unknown>): Evidence {
  const body = { kind, version: 1, result: { status: 'read' as const, data }, sources: [] };
  const at = '2026-11-22T00:00:00.000Z';
  return { collectedAt: at, durationMs: 1, sha256: sha256(canonicalJson(body)), body };
}

/** What is in a report beside servers: so many bytes that pack about as well as the real thing. */
const rest = (bytes: number) => evidenceOf('software', { rows: rows(bytes) });

function rows(bytes: number): string[] {
  return Array.from({ length: Math.ceil(bytes / 80) }, (_, index) =>
    `package-${index} 1.${index}.0+deb12u1 installed ${randomBytes(8).toString('hex')}`.padEnd(77, ' x'),
  );
}

const target = (name: string, bytes: number) => ({
  target: `${name}:22`,
  origin: 'host',
  address: '192.0.2.1',
  port: 22,
  refused: null,
  seen: 'ssh',
  ssh: { lines: rows(bytes) },
});

type Targets = { targets: { target: string; seen: string | null }[] };

function seenOf(evidence: readonly Evidence[], kind: string): string[] {
  const result = evidence.find(({ body }) => body.kind === kind)?.body.result;
  if (result?.status !== 'read') throw new Error(`${kind} was not read`);
  return (result.data as Targets).targets.map(({ target: name, seen }) => `${name} ${seen}`);
}

const bytesOf = (evidence: readonly Evidence[]) => Buffer.byteLength(JSON.stringify(evidence));

test('what has room stays as it is', () => {
  const evidence = [rest(60_000), evidenceOf('ssh-targets', { targets: [target('a', 3000)] })];
  expect(withinReport(evidence)).toEqual(evidence);
});

test('the largest server is left out, told as such, and its evidence has its own hash', () => {
  const targets = [target('a', 3000), target('huge', 200_000), target('b', 3000)];
  const evidence = [rest(60_000), evidenceOf('ssh-targets', { targets })];
  const fitted = withinReport(evidence);
  expect(seenOf(fitted, 'ssh-targets')).toEqual(['a:22 ssh', 'huge:22 left-out', 'b:22 ssh']);
  expect(bytesOf(fitted)).toBeLessThanOrEqual(reportRoom.bytes);
  for (const { body, sha256: hash } of fitted) expect(hash).toBe(sha256(canonicalJson(body)));
  expect(fitted[0]).toEqual(evidence[0]);
});

test('kinds share the room: the many servers of one do not push out the few of another', () => {
  const many = Array.from({ length: 40 }, (_, index) => target(`many${index}`, 6000));
  const evidence = [
    rest(120_000),
    evidenceOf('tls-targets', {
      targets: many.map(({ ssh, ...one }) => ({ ...one, seen: 'tls', tls: ssh })),
    }),
    evidenceOf('ssh-targets', { targets: [target('few', 3000)] }),
  ];
  const fitted = withinReport(evidence);
  expect(seenOf(fitted, 'ssh-targets')).toEqual(['few:22 ssh']);
  const seen = seenOf(fitted, 'tls-targets').map((one) => one.split(' ')[1]);
  expect(seen).toContain('tls');
  expect(seen).toContain('left-out');
  // Close to what there is room for.
  expect(bytesOf(fitted)).toBeGreaterThan(reportRoom.bytes - 20_000);
});

test('own ports that are left out are told among what was not read', () => {
  const endpoints = Array.from({ length: 64 }, (_, index) => ({ port: index + 1, tls: rows(6000) }));
  const [fitted] = withinReport([evidenceOf('tls-endpoints', { unread: [], endpoints })]);
  const { result } = fitted?.body ?? {};
  if (result?.status !== 'read') throw new Error('not read');
  const { unread, endpoints: kept } = result.data as { unread: { what: string }[]; endpoints: unknown[] };
  expect(unread).toEqual([
    { what: `${64 - kept.length} of the TLS ports: no room in a report`, code: 'output-limit' },
  ]);
});

test.each([
  ['bytes', { rows: rows(400_000) }],
  ['packed bytes', { rows: [randomBytes(80_000).toString('base64')] }],
  ['what packs too well', { rows: Array.from({ length: 2000 }, () => 'x'.repeat(100)) }],
  ['values', { rows: Array.from({ length: 30_000 }, (_, index) => index) }],
  ['keys', Object.fromEntries(Array.from({ length: 18_000 }, (_, index) => [`k${index}`, 1]))],
])('a kind that is too large (%s) is told as not read, and the others are there', (_what, data) => {
  const small = rest(5000);
  const fitted = withinReport([evidenceOf('services', data), small]);
  expect(fitted[0]?.body.result).toMatchObject({ status: 'failed', failure: { code: 'output-limit' } });
  expect(fitted[1]).toEqual(small);
});

type Server = { target: string; seen: string };

/** Facts of real servers, as they were recorded. */
function recorded(kind: string, name: string): Record<string, unknown> {
  const folder = join(import.meta.dirname, '..', '..', 'controls', 'src', 'evidence', kind, 'recordings');
  const { data } = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as {
    data: { endpoints?: Record<string, unknown>[]; targets?: Record<string, unknown>[] };
  };
  const first = (data.endpoints ?? data.targets)?.find(({ tls, ssh }) => tls || ssh);
  if (!first) throw new Error(`${kind}/${name} has no server`);
  return first;
}

/** As many servers, each with keys and a place of its own: what packs well is not counted on. */
function sixteen(server: Record<string, unknown>): Server[] {
  return Array.from({ length: 16 }, (_, index) => {
    const json = JSON.stringify({
      ...server,
      target: `server${index}.example.jp`,
      address: `192.0.2.${index}`,
    });
    return JSON.parse(
      json
        .replaceAll(/(?<="sha256":")[^"]{43}(?=")/g, () => randomBytes(33).toString('base64').slice(0, 43))
        .replaceAll(/(?<="sha256":")[0-9a-f]{64}(?=")/g, () => randomBytes(32).toString('hex')),
    ) as Server;
  });
}

test.each([
  [60_000, false],
  [140_000, true],
])('16 TLS ports, 16 named TLS servers and 16 of SSH beside %i bytes', (bytes, wantLeftOut) => {
  const tls = recorded('tls-endpoints', 'linux-nginx-strong');
  const named = { ...tls, origin: 'host', startTls: null, serverName: 'www.example.jp', refused: null };
  const fitted = withinReport([
    rest(bytes),
    evidenceOf('tls-endpoints', { unread: [], endpoints: sixteen(tls) }),
    evidenceOf('tls-targets', { targets: sixteen(named) }),
    evidenceOf('ssh-targets', { targets: sixteen(recorded('ssh-targets', 'linux-servers-as-delivered')) }),
  ]);
  const packed = gzipSync(canonicalJson(fitted)).length;
  expect(bytesOf(fitted)).toBeLessThanOrEqual(reportRoom.bytes);
  expect(packed).toBeLessThanOrEqual(reportRoom.packedBytes);
  // Nothing disappears: what has no room is told by its own kind.
  expect(fitted.every(({ body }) => body.result.status === 'read')).toBe(true);
  const leftOut = JSON.stringify(fitted).match(/left-out|no room in a report/g) ?? [];
  expect(leftOut.length > 0).toBe(wantLeftOut);
});
