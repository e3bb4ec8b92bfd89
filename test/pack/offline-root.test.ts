import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CertificateAuthority } from '../../collector/src/ca/certificate-authority.ts';
import { chainOf, detachedSignature } from '../../collector/src/pack/cms.ts';
import { openPackSigner } from '../../collector/src/pack/pack-signer.ts';
import { exportedKey, newAuthority } from '../support/offline-root.ts';
import { whyNoTools } from '../support/pack-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const cannot = whyNoTools('openssl');
if (cannot !== null) console.log(`the chain below an offline root is skipped: ${cannot}`);

test.skipIf(cannot !== null)('below an offline root the whole way up lies in the pack', async () => {
  const folder = scratchFolder();
  const root = await newAuthority('CN=Offline Root', null);
  const issuing = await newAuthority('CN=Issuing', root);
  const certificate = join(folder, 'chain.pem');
  const key = join(folder, 'issuing-key.pem');
  writeFileSync(certificate, `${issuing.certificate.toString('pem')}\n${root.certificate.toString('pem')}\n`);
  writeFileSync(key, await exportedKey(issuing.keys.privateKey), { mode: 0o600 });
  const authority = await CertificateAuthority.open(folder, { existing: { certificate, key } });
  const signer = await openPackSigner(join(folder, 'authority'), authority, new Date());
  expect(chainOf(new X509Certificate(signer.certificate), signer.authorities)).toHaveLength(3);
  writeFileSync(join(folder, 'authority.pem'), signer.authorities);
  writeFileSync(join(folder, 'SHA256SUMS'), 'sums\n');
  writeFileSync(join(folder, 'SHA256SUMS.p7s'), detachedSignature(Buffer.from('sums\n'), signer, new Date()));
  const args =
    'cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -CAfile authority.pem -out out';
  const { status, stderr } = spawnSync('openssl', args.split(' '), { cwd: folder });
  expect(status, stderr.toString()).toBe(0);
});
