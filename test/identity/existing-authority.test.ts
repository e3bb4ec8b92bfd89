import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as x509 from '@peculiar/x509';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { expectProblem } from '../support/refusals.ts';
import { exportedKey, newAuthority } from '../support/offline-root.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { send } from '../support/https.ts';

async function files(chain: readonly x509.X509Certificate[], key: CryptoKey) {
  const folder = scratchFolder();
  const [certificate, keyFile] = [join(folder, 'chain.pem'), join(folder, 'key.pem')];
  writeFileSync(certificate, chain.map((one) => `${one.toString('pem')}\n`).join(''));
  writeFileSync(keyFile, await exportedKey(key), { mode: 0o600 });
  return { certificate, key: keyFile };
}

test('an online intermediate of an offline root: agents trust the root alone, enrol and report', async () => {
  const root = await newAuthority('CN=Offline Root', null);
  const online = await newAuthority('CN=Online Intermediate', root);
  const authority = await files([online.certificate, root.certificate], online.keys.privateKey);
  const collector = await ownCollector({ authority });
  expect(collector.context.authority.anchor).toContain(root.certificate.toString('pem'));
  const folder = await enrolHere(collector);
  expect((await reportOnce(folder)).receipt.status).toBe('stored');
});

test('a client certificate of another branch under the same root is unknown here', async () => {
  const root = await newAuthority('CN=Offline Root', null);
  const online = await newAuthority('CN=Online Intermediate', root);
  const other = await newAuthority('CN=Another Branch', root);
  const mine = await ownCollector({
    authority: await files([online.certificate, root.certificate], online.keys.privateKey),
  });
  const theirs = await ownCollector({
    authority: await files([other.certificate, root.certificate], other.keys.privateKey),
  });
  const stranger = loadIdentity(await enrolHere(theirs));
  if (!stranger) throw new Error('no identity');
  const answer = await send(`${mine.agentUrl}/api/v1/reports`, stranger, {
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expectProblem(answer, 403, 'certificate-unknown');
});

test('what cannot issue is refused at the start, with why', async () => {
  const root = await newAuthority('CN=Offline Root', null);
  const online = await newAuthority('CN=Online Intermediate', root);
  const stranger = await newAuthority('CN=Stranger', null);
  const { privateKey } = online.keys;
  const bad = [
    { chain: [root.certificate, online.certificate], why: /not signed by/ },
    { chain: [online.certificate], why: /not signed by/ },
    { chain: [online.certificate, stranger.certificate], why: /not signed by/ },
    { chain: [stranger.certificate], why: /is not the key of/ },
    { chain: [], why: /holds no certificate/ },
  ];
  for (const { chain, why } of bad) {
    const opening = ownCollector({ authority: await files(chain, privateKey) });
    await expect(opening).rejects.toThrow(why);
  }
});
