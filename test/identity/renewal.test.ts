import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import type { Identity } from '../../agent/src/identity/identity.ts';
import { isRenewalDue, renew } from '../../agent/src/identity/renew.ts';
import { goodRequest } from '../support/certificate-requests.ts';
import { send } from '../support/https.ts';
import { certificateIn, enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { expectProblem } from '../support/refusals.ts';

const minuteMs = 60_000;

function identityIn(folder: string): Identity {
  const identity = loadIdentity(folder);
  if (!identity) throw new Error('no identity');
  return identity;
}

function ask(identity: Identity, csr: string) {
  return send(new URL('/api/v1/renewals', identity.reportsUrl).href, identity, {
    body: JSON.stringify({ csr }),
    headers: { 'content-type': 'application/json' },
  });
}

test('renewal is due after two thirds of the life, not before', async () => {
  const collector = await ownCollector();
  const certificate = certificateIn(await enrolHere(collector));
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const from = validFromDate.getTime();
  const life = validToDate.getTime() - from;
  expect(life / minuteMs / 60 / 24).toBeCloseTo(30, 0);
  expect(isRenewalDue(certificate, from + life * 0.66)).toBe(false);
  expect(isRenewalDue(certificate, from + life * 0.67)).toBe(true);
});

test('an agent renews by itself with a new key; the old certificate ends at the first use of the new one', async () => {
  const collector = await ownCollector({ clientLifetimeMs: 10 * minuteMs });
  const folder = await enrolHere(collector);
  const old = identityIn(folder);
  const { receipt, problems } = await reportOnce(folder);
  expect(problems).toEqual([]);
  expect(receipt.status).toBe('stored');
  const renewed = identityIn(folder);
  expect(renewed.hostId).toBe(old.hostId);
  expect(renewed.privateKey).not.toBe(old.privateKey);
  expect(
    new X509Certificate(renewed.certificate).publicKey.equals(new X509Certificate(old.certificate).publicKey),
  ).toBe(false);
  expectProblem(await ask(old, goodRequest()), 403, 'certificate-revoked');
  const keys = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  expect(keys).toEqual(['agent-key-2.pem']);
  if (process.platform !== 'win32') {
    expect(statSync(join(folder, 'agent-key-2.pem')).mode & 0o077).toBe(0);
  }
  // The statement was signed with the new key, and says with which certificate it can be checked.
  const signed = await collector.context.repositories.reports.signedReport(old.hostId, receipt.reportId);
  expect(new X509Certificate(String(signed?.certificate)).fingerprint256).toBe(
    new X509Certificate(renewed.certificate).fingerprint256,
  );
});

test('when the answer to a renewal is lost, the old certificate is still good and the next renewal works', async () => {
  const collector = await ownCollector({ clientLifetimeMs: 10 * minuteMs });
  const folder = await enrolHere(collector);
  expect((await ask(identityIn(folder), goodRequest())).status).toBe(201);
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
});

test('a renewed certificate that was never used ends when another is asked for', async () => {
  const collector = await ownCollector({ clientLifetimeMs: 10 * minuteMs });
  const folder = await enrolHere(collector);
  const identity = identityIn(folder);
  const unused = await renew(folder, identity);
  expect((await ask(identity, goodRequest())).status).toBe(201);
  expectProblem(await ask(unused, goodRequest()), 403, 'certificate-revoked');
});

test('a renewal for the same key, for a bad request or far too early is refused', async () => {
  const early = await ownCollector();
  const folder = await enrolHere(early);
  expectProblem(await ask(identityIn(folder), goodRequest()), 409, 'renewal-early');
  const collector = await ownCollector({ clientLifetimeMs: 10 * minuteMs });
  const identity = identityIn(await enrolHere(collector));
  const key = createPrivateKey(identity.privateKey);
  expectProblem(await ask(identity, certificateRequest(key, createPublicKey(key))), 400, 'csr-refused');
  expectProblem(await ask(identity, 'please'), 400, 'csr-refused');
  const odd = await send(new URL('/api/v1/renewals', identity.reportsUrl).href, identity, {
    body: '[]',
    headers: { 'content-type': 'application/json' },
  });
  expectProblem(odd, 400, 'renewal-invalid');
});
