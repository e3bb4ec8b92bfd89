import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  canonicalJson,
  CarriedReport,
  hostIdOfKey,
  isSignedBy,
  keyFingerprint,
  sha256,
  Submission,
  unseal,
} from '@tenken/shared';
import type { EvidenceBody, Scan } from '@tenken/shared';
import { onTestFinished, expect, test } from 'vitest';
import { LocalHost } from '../hosts/local.ts';
import { collectToFile } from './collect.ts';
import type { CollectOptions } from './collect.ts';

const body: EvidenceBody = {
  kind: 'os-release',
  version: 1,
  result: { status: 'read', data: {} },
  sources: [],
};
const scan: Scan = {
  agentVersion: '0.1.0',
  scannedAt: '2026-11-21T00:00:00.000Z',
  host: {
    platform: 'linux',
    name: 'far',
    osName: null,
    osVersion: null,
    architecture: null,
    machineIdHash: null,
  },
  evidence: [
    { collectedAt: '2026-11-21T00:00:00.000Z', durationMs: 1, sha256: sha256(canonicalJson(body)), body },
  ],
};

function place(): { folder: string; file: string; options: CollectOptions } {
  const base = mkdtempSync(join(tmpdir(), 'tenken-test-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const [folder, file] = [join(base, 'key'), join(base, 'a.tenken')];
  const host = new LocalHost();
  return {
    folder,
    file,
    options: { host, folder, file, force: false, recipient: null, scan: async () => scan },
  };
}

test('the file holds what a host would send, signed by a key that its id follows from', async () => {
  const { folder, file, options } = place();
  const collected = await collectToFile(options);
  const carried = CarriedReport.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()));
  const { statement, signature, bodies } = Submission.parse(carried.submission);
  const key = createPublicKey(readFileSync(join(folder, 'host-key.pem'), 'utf8'));
  expect(isSignedBy(canonicalJson(statement), signature, key)).toBe(true);
  expect(bodies).toEqual([body]);
  expect(statement).toMatchObject({ hostId: hostIdOfKey(key), sequence: 1, gap: null });
  expect(collected).toMatchObject({
    fingerprint: keyFingerprint(key),
    hostId: statement.hostId,
    hostName: 'far',
  });
  expect(collected.sha256).toBe(sha256(readFileSync(file)));
});

test('the key is made once and numbers go on', async () => {
  const { folder, file, options } = place();
  const first = await collectToFile(options);
  const second = await collectToFile({ ...options, force: true });
  expect([first.sequence, second.sequence]).toEqual([1, 2]);
  expect(second.fingerprint).toBe(first.fingerprint);
  expect(statSync(join(folder, 'host-key.pem')).mode & 0o777).toBe(0o600);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('sealed, only the holder of the other key opens it', async () => {
  const { file, options } = place();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  await collectToFile({ ...options, recipient: publicKey });
  const opened = unseal(readFileSync(file), privateKey);
  expect(opened.status === 'opened' && gunzipSync(opened.content).toString()).toContain('"far"');
});

test('a scan that fails leaves nothing, and a file that was there as it was', async () => {
  const { file, options } = place();
  const failing = { ...options, scan: () => Promise.reject(new Error('no scan')) };
  await expect(collectToFile(failing)).rejects.toThrow('no scan');
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, 'kept');
  await expect(collectToFile({ ...failing, force: true })).rejects.toThrow('no scan');
  expect(readFileSync(file, 'utf8')).toBe('kept');
  expect(readdirSync(join(file, '..')).toSorted()).toEqual(['a.tenken', 'key']);
});

test('a file that somebody else makes meanwhile is not written over', async () => {
  const { file, options } = place();
  const meanwhile = async () => {
    writeFileSync(file, 'of somebody else');
    return scan;
  };
  await expect(collectToFile({ ...options, scan: meanwhile })).rejects.toMatchObject({ code: 'usage' });
  expect(readFileSync(file, 'utf8')).toBe('of somebody else');
  expect(readdirSync(join(file, '..')).toSorted()).toEqual(['a.tenken', 'key']);
});
