import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { expect, test } from 'vitest';
import type { Collector } from '../../collector/src/server.ts';
import { exportedKey, newAuthority } from '../support/offline-root.ts';
import type { TestAuthority } from '../support/offline-root.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enroll } from '../../agent/src/identity/enroll.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Puts a certificate of an organisation's own authority into a folder, over the one before. */
async function put(folder: string, authority: TestAuthority, hours: number, mode = 0o600) {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: crypto.randomUUID().replaceAll('-', ''),
    subject: `CN=page ${hours}`,
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + hours * 3_600_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const files = { certificate: join(folder, 'page.pem'), key: join(folder, 'page-key.pem') };
  writeFileSync(files.key, await exportedKey(keys.privateKey), { mode });
  writeFileSync(files.certificate, `${certificate.toString('pem')}\n`);
  return { files, pem: certificate.toString('pem') };
}

/** The subject that a port answers with, and whose authority it comes from. */
function seen(url: string): Promise<{ subject: string; issuer: string }> {
  const { port } = new URL(url);
  return new Promise((done, fail) => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(port),
      servername: 'localhost',
      rejectUnauthorized: false,
    });
    socket.on('error', fail);
    socket.on('secureConnect', () => {
      const { subject, issuer } = socket.getPeerCertificate();
      socket.destroy();
      done({ subject: String(subject.CN), issuer: String(issuer.CN) });
    });
  });
}

async function handshakes(collector: Collector): Promise<Record<string, number>> {
  const { values } = await collector.context.metrics.handshakes.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.kind), value]));
}

test('a given certificate is for the page alone; a newer one is taken without a restart, a wrong one is not', async () => {
  const folder = scratchFolder();
  const organisation = await newAuthority('CN=Organisation', null);
  const { files } = await put(folder, organisation, 100);
  const collector = await ownCollector({ pageCertificate: files });
  expect(await seen(collector.url)).toEqual({ subject: 'page 100', issuer: 'Organisation' });
  expect((await seen(collector.agentUrl)).subject).toBe('Tenken Collector');

  // An agent enrols with the organisation's authority, and trusts the collector's own after that.
  const identity = join(scratchFolder(), 'agent');
  const token = await collector.context.repositories.enrolmentTokens.create({
    label: '',
    actor: 'test',
    now: Date.now(),
    lifetimeMs: 60_000,
    uses: 1,
  });
  const authority = organisation.certificate.toString('pem');
  await enroll({ server: collector.url, token, authority, folder: identity });
  expect((await reportOnce(identity)).receipt.status).toBe('stored');

  await put(folder, organisation, 200);
  await collector.context.certificates.look();
  expect((await seen(collector.url)).subject).toBe('page 200');

  writeFileSync(files.certificate, 'half a file');
  await collector.context.certificates.look();
  expect((await seen(collector.url)).subject).toBe('page 200');
  expect(collector.context.certificates.problem).toMatch(/holds no certificate in PEM/);
  await put(folder, organisation, 300);
  await collector.context.certificates.look();
  expect((await seen(collector.url)).subject).toBe('page 300');
  expect(collector.context.certificates.problem).toBeNull();
});

test('a collector that runs for a year makes its own certificates anew, and agents resume their sessions', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  await reportOnce(folder);
  const before = collector.context.certificates.agents;
  await collector.context.certificates.look(new Date(Date.now() + 300 * dayMs));
  expect(collector.context.certificates.agents).toBe(before);
  await collector.context.certificates.look(new Date(Date.now() + 340 * dayMs));
  const after = collector.context.certificates.agents;
  expect(after.cert).not.toBe(before.cert);
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
  expect(await handshakes(collector)).toEqual({ full: 1, resumed: 1 });
  expect((await seen(collector.url)).subject).toBe('Tenken Collector');
});

test('what cannot be served is refused at the start, with why', async () => {
  const organisation = await newAuthority('CN=Organisation', null);
  const opened = async (
    hours: number,
    mode?: number,
    change?: (files: { certificate: string; key: string }) => void,
  ) => {
    const { files } = await put(scratchFolder(), organisation, hours, mode);
    change?.(files);
    return ownCollector({ pageCertificate: files });
  };
  await expect(opened(-1)).rejects.toThrow(/ended at/);
  await expect(opened(1, 0o644)).rejects.toThrow(/can be read by others/);
  await expect(
    opened(1, 0o600, ({ certificate }) =>
      writeFileSync(certificate, organisation.certificate.toString('pem')),
    ),
  ).rejects.toThrow(/begins with a certificate of an authority/);
  await expect(opened(1, 0o600, ({ key }) => writeFileSync(key, 'no key'))).rejects.toThrow(
    /is not the key of/,
  );
});
