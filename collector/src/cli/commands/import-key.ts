import type { Command } from 'commander';
import { openImportKey } from '../../carried/import-key.ts';
import { CertificateAuthority } from '../../ca/certificate-authority.ts';
import { writeNewFile } from '../files.ts';
import { dataOption } from '../options.ts';
import { print, printJson, say } from '../output/print.ts';
import { collectorFolder } from '../with-store.ts';

/** `tenken collector import-key`: what carried files are encrypted to. */
export function addImportKeyCommand(collector: Command): void {
  collector
    .command('import-key')
    .description('the certificate that tenken collect --encrypt-to takes; its key is made by the first call')
    .addOption(dataOption())
    .option('--out <file>', 'write it to a file that is not there yet, in place of printing it')
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; out?: string; json?: boolean }) => {
      const { authority: folder } = collectorFolder(options.data);
      const key = await openImportKey(folder, await CertificateAuthority.open(folder));
      if (options.out !== undefined) writeNewFile(options.out, Buffer.from(key.certificate));
      if (options.json) printJson(key);
      else if (options.out === undefined) print(key.certificate);
      say(`key ${key.keyId}\ncertificate SHA-256 ${key.fingerprint}`);
    });
}
