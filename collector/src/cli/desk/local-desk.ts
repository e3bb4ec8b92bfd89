import { deskOf, openDesk } from '../../assessments/desk/desk.ts';
import { exportEvent } from '../../assessments/desk/made-pack.ts';
import { makePack } from '../../assessments/desk/make-pack.ts';
import type { Who } from '../../assessments/desk/who.ts';
import { importReport } from '../../carried/import-report.ts';
import { CertificateAuthority } from '../../ca/certificate-authority.ts';
import { evaluateNow } from '../../evaluate/evaluate-now.ts';
import { openPackSigner } from '../../pack/pack-signer.ts';
import { consoleChange, withStore } from '../with-store.ts';
import type { CommandDesk } from './at-desk.ts';
import { fullName } from './full-name.ts';

/** On the data of a collector on this machine, running or not, as the user of the operating system. */
export function atLocalDesk<T>(folder: string, work: (desk: CommandDesk) => Promise<T>): Promise<T> {
  return withStore(folder, (repositories, directory) => {
    const context = { repositories, folder: directory.path };
    const who = (): Who => ({ ...consoleChange(), person: fullName() });
    return work({
      ...deskOf(openDesk(context), who),
      async exportPack(wish, destination, told) {
        const { actor, now } = who();
        const authority = await CertificateAuthority.open(directory.authority);
        const signer = await openPackSigner(directory.authority, authority, new Date(now));
        const made = await makePack(context, wish, { ...told, destination, signer, now });
        await repositories.audit.append(exportEvent(made, actor, Date.now()));
        return made;
      },
      async importReport(file) {
        const authority = await CertificateAuthority.open(directory.authority);
        const receipt = await importReport(
          { repositories, authority, keyFolder: directory.authority },
          file,
          consoleChange(),
        );
        // A collector that runs on this folder learns of it within the hour; whoever imports looks now.
        await evaluateNow(repositories);
        return receipt;
      },
    });
  });
}
