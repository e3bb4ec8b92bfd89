import 'reflect-metadata';
import { KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { signStatement } from '@tenken/shared';
import { beforeAll, expect, test } from 'vitest';
import { evidenceProof } from '../../collector/src/results/evidence-proof.ts';
import { sampleStatement as statement } from '../../shared/src/sample-statement.ts';
import type { NamingReport, ProofRepository } from '../../collector/src/store/reports/proof-repository.ts';

const read = statement.evidence[0]?.sha256 ?? '';
const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
let signed: NamingReport;

async function hostIdentity(): Promise<{ privateKey: KeyObject; certificate: string }> {
  const keys = await crypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({ keys, signingAlgorithm: p256 });
  return { privateKey: KeyObject.from(keys.privateKey), certificate: made.toString('pem') };
}

beforeAll(async () => {
  const { privateKey, certificate } = await hostIdentity();
  signed = {
    hostId: statement.hostId,
    hostName: 'a',
    reportId: statement.reportId,
    receivedAt: statement.sentAt,
    scannedAt: statement.scannedAt,
    certificateFingerprint: null,
    statement,
    signature: signStatement(statement, privateKey),
    certificate,
  };
});

/** What is said of the signature where this is what is stored. */
async function stateOf(stored: Partial<NamingReport>, sha256 = read): Promise<string | undefined> {
  const proofs: Pick<ProofRepository, 'hashMatches' | 'reportsNaming'> = {
    hashMatches: () => Promise.resolve(true),
    reportsNaming: () => Promise.resolve([{ ...signed, ...stored }]),
  };
  const proof = await evidenceProof({ repositories: { proofs } } as never, sha256, undefined);
  return proof?.reports[0]?.signature;
}

test('a signature holds for the very words that were signed, by the certificate that stands beside it', async () => {
  expect(await stateOf({})).toBe('valid');
  expect(await stateOf({ statement: { ...statement, scannedAt: '2026-11-22T00:00:00.000Z' } })).toBe(
    'invalid',
  );
  expect(await stateOf({ certificate: (await hostIdentity()).certificate })).toBe('invalid');
  expect(await stateOf({ certificate: 'damaged' })).toBe('invalid');
});

test('a signed report that names other evidence proves nothing of this', async () => {
  expect(await stateOf({}, 'b'.repeat(64))).toBe('invalid');
});

test('what was never signed is said to be unsigned, not to be false', async () => {
  expect(await stateOf({ signature: null })).toBe('unsigned');
  expect(await stateOf({ statement: null })).toBe('unsigned');
});
