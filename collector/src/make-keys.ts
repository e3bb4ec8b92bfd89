import { SecretBox } from './alerts/secret-box.ts';
import { openAuditKey } from './audit/audit-key.ts';
import type { CertificateAuthority } from './ca/certificate-authority.ts';
import { openImportKey } from './carried/import-key.ts';
import { openPackSigner } from './pack/pack-signer.ts';

/**
 * Makes each key that is otherwise made on its first use. Collectors that share a database work with copies of one
 * folder: what the first of them makes later, the others would not have.
 *
 * @param folder of the authority
 */
export async function makeKeys(folder: string, authority: CertificateAuthority, now: Date): Promise<void> {
  openAuditKey(folder);
  new SecretBox(folder).makeKey();
  await openPackSigner(folder, authority, now);
  await openImportKey(folder, authority);
}
