import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording } from '@tenken/controls/testing';
import { canonicalJson, ReplayHost } from '@tenken/shared';
import type { Evidence, Platform, Scan } from '@tenken/shared';
import { carriedFile, ownSubmission } from '../../agent/src/carried/collect.ts';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { submissionOf } from '../../agent/src/transport/push.ts';
import { agentVersion } from '../../agent/src/version.ts';
import { sums } from './payloads.ts';

// Leaves the payloads of this very agent in a folder of its own, once for each release:
//   node test/contract/record.ts
// They are never made anew: what is on machines cannot be changed any more.
const folder = join(import.meta.dirname, `agent-${agentVersion}`);
if (existsSync(folder)) {
  throw new Error(`${folder} is there already: the payloads of a release are recorded once`);
}

const at = new Date('2026-11-22T00:00:00.000Z');
const recordings = join(import.meta.dirname, '../../controls/src/evidence');

/** Of each kind of evidence the smallest recording of this platform: together a machine that reports everything. */
function machine(platform: Platform): [string, string][] {
  return evidenceKinds.flatMap(({ id }): [string, string][] => {
    const at = join(recordings, id, 'recordings');
    if (!existsSync(at)) return [];
    const names = readdirSync(at).filter(
      (name) =>
        name.startsWith(`${platform}-`) &&
        name.endsWith('.json') &&
        !name.endsWith('.expected.json') &&
        // What could not be read says nothing of the form of what could.
        !/denied|refused|unread|permission/.test(name),
    );
    const [smallest] = names.toSorted(
      (one, other) => statSync(join(at, one)).size - statSync(join(at, other)).size || (one < other ? -1 : 1),
    );
    return smallest === undefined ? [] : [[id, smallest.replace(/\.json$/, '')]];
  });
}

const key = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const privateKey = key();
const hostId = randomUUID();
const identity = {
  hostId,
  privateKey,
  certificate: '',
  authority: '',
  reportsUrl: 'https://collector.example.jp:8444/api/v1/reports',
};

async function scanOf(
  platform: Platform,
  chosen: readonly (readonly [string, string])[],
  version = agentVersion,
): Promise<Scan> {
  const evidence: Evidence[] = [];
  for (const [kindId, name] of chosen) {
    const kind = evidenceKinds.find(({ id }) => id === kindId);
    if (kind === undefined) throw new Error(`no kind of evidence is called ${kindId}`);
    evidence.push(
      await collect(kind, new ReplayHost({ ...loadRecording(kindId, name), recordedAt: at.toISOString() })),
    );
  }
  return {
    agentVersion: version,
    scannedAt: at.toISOString(),
    host: {
      platform,
      name: 'contract',
      osName: 'Debian GNU/Linux',
      osVersion: '12',
      architecture: 'x64',
      machineIdHash: 'a'.repeat(64),
    },
    evidence,
  };
}

function report(
  scan: Scan,
  sequence: number,
  known: ReadonlySet<string>,
  more: { gap?: boolean } = {},
): Buffer {
  const gap = more.gap
    ? { dropped: 3, since: '2026-11-20T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z' }
    : null;
  const settings = { sequence: 0, refused: null };
  const submission = submissionOf(
    { hostId, reportId: randomUUID(), sequence, scan },
    { identity, known, gap, settings, now: () => at },
  );
  return gzipSync(canonicalJson(submission));
}

const linux = machine('linux');
const first = await scanOf('linux', linux);
const hashes = new Set(first.evidence.map(({ sha256 }) => sha256));
// A probe that could not look.
const denied = await scanOf(
  'linux',
  linux.map(([kind, name]) => (kind === 'os-release' ? [kind, 'linux-denied'] : [kind, name])),
);
const windows = await scanOf('windows', machine('windows'));
const macos = await scanOf('macos', machine('macos'));
const agentless = await scanOf('linux', linux, `${agentVersion}+agentless.via-gateway`);
const carriedKey = createPrivateKey(key());
const carrier = { privateKey: carriedKey, publicKey: createPublicKey(carriedKey) };
const request = (pem: string) => {
  const own = createPrivateKey(pem);
  return certificateRequest(own, createPublicKey(own));
};

mkdirSync(folder);
const files: Record<string, string | Buffer> = {
  'sender.json': `${JSON.stringify({ hostId, privateKey, token: 'TOKEN' }, null, 2)}\n`,
  'report-1-first.json.gz': report(first, 1, new Set()),
  'report-2-unchanged.json.gz': report(first, 2, hashes),
  'report-3-denied.json.gz': report(denied, 3, hashes),
  'report-4-after-a-gap.json.gz': report(first, 7, hashes, { gap: true }),
  'report-5-windows.json.gz': report(windows, 8, new Set()),
  'report-6-macos.json.gz': report(macos, 9, new Set()),
  'report-7-agentless.json.gz': report(agentless, 10, hashes),
  'enrolment.json': JSON.stringify({ token: 'TOKEN', csr: request(privateKey), hostName: 'contract' }),
  'renewal.json': JSON.stringify({ csr: request(key()) }),
  'carried.tenken': carriedFile(ownSubmission(first, carrier, 1, at), carrier),
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
writeFileSync(join(folder, 'SHA256SUMS'), sums(folder));
