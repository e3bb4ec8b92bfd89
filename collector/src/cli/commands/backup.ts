import { TenkenError } from '@tenken/shared';
import { datedFolder, removeOldBackups } from '../../backup/dated.ts';
import { damageOf, wrongTalliesOf } from '../../backup/damage-of.ts';
import { makeBackup } from '../../backup/make-backup.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { damagedDatabase, refuseDamagedLog } from '../../store/damage/damage.ts';
import type { DataDirectory } from '../../store/data-directory.ts';
import { databasePlaceOf, openStoreOf, refuseServer } from '../../store/database-place.ts';
import { IntegrityRepository } from '../../store/damage/integrity-repository.ts';
import { nameOfDatabase } from '../../store/postgres/place.ts';
import { wrongTalliesNow } from '../../store/tallies/tally-check.ts';
import type { Command } from 'commander';
import { dataOption, wholeNumber } from '../options.ts';
import { progress, say } from '../output/print.ts';
import { collectorFolder, consoleChange, withStore } from '../with-store.ts';

/** `tenken backup`, `tenken restore`, `tenken integrity`: a collector's data as a whole. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description("copy a collector's data, running or not, into a new folder")
    .argument('<folder>', 'new folder; it gets this name when it is complete and found whole')
    .addOption(dataOption())
    .option('--dated', 'make it inside the folder, named after the time in UTC: 20261122T003000Z')
    .option('--keep <number>', 'with --dated: then remove the oldest of these beyond so many', (value) =>
      wholeNumber(value, 1, 10_000),
    )
    .addHelpText(
      'after',
      `
The folder holds PRIVATE KEYS: of the authority that issues agents' certificates, and of the audit log. Whoever has
it can pose as any host. Its files are readable by their owner only; keep them so, and keep it as you keep keys.
An authority given with --authority-cert is not in it, nor are spools and identities of agents.`,
    )
    .action(async (named: string, options: { data: string; dated?: boolean; keep?: number }) => {
      if (options.keep !== undefined && !options.dated) {
        throw new TenkenError('usage', '--keep goes with --dated.');
      }
      const folder = options.dated ? datedFolder(named, new Date()) : named;
      const shown = progress();
      const { actor } = consoleChange();
      refuseServer(
        { path: options.data },
        'Copy it with pg_dump --format=custom, and beside it the folder "authority" of this one, which holds private keys.',
      );
      const manifest = await withStore(options.data, async ({ audit }, directory) => {
        const line = (action: 'backup-begun' | 'backup-made', details: Record<string, string | number>) =>
          audit.append({ at: Date.now(), actor, action, subject: 'collector', details });
        // Before the first key is copied: that keys went out is written down whatever happens then.
        await line('backup-begun', { folder });
        const made = await makeBackup({
          directory,
          target: folder,
          madeBy: actor,
          now: () => new Date(),
          onStep: shown.step,
        }).finally(shown.done);
        const database = made.files.find(({ path }) => path === 'tenken.db');
        await line('backup-made', { folder, bytes: database?.bytes ?? 0, sha256: database?.sha256 ?? '' });
        return made;
      });
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
      say(`backed up ${manifest.files.length} files, ${bytes} bytes, to ${folder}: it holds private keys`);
      if (options.keep === undefined) return;
      for (const removed of removeOldBackups(named, options.keep)) say(`removed the older backup ${removed}`);
    });
  program
    .command('restore')
    .description('make the folder of a collector that does not run out of a backup; all of it or nothing')
    .argument('<folder>', 'what tenken backup made')
    .addOption(dataOption())
    .option('--replace', 'also where there is data already; the old folder is kept beside it')
    .addHelpText(
      'after',
      `
Run it as the user that runs the collector. What was decided after the backup is undone: hosts that were revoked,
tokens and accounts that were ended since must be ended again. Everybody has to sign in anew. Agents whose
certificate was renewed since have to enrol again.`,
    )
    .action(async (folder: string, options: { data: string; replace?: boolean }) => {
      refuseServer(
        { path: options.data },
        'Restore it with pg_restore into an empty database, with every collector on it stopped.',
      );
      const shown = progress();
      const { manifest, replaced } = await restoreBackup({
        backup: folder,
        data: options.data,
        replace: options.replace === true,
        actor: consoleChange().actor,
        now: () => new Date(),
        onStep: shown.step,
      }).finally(shown.done);
      say(`restored the backup of ${manifest.madeAt} to ${options.data}`);
      if (replaced !== null) say(`the old folder is kept at ${replaced}`);
      say(`decide again what was revoked or disabled after ${manifest.madeAt}`);
    });
  program
    .command('integrity')
    .description(
      "read a collector's whole database, running or not, and compare it with its hashes; tenken audit verify does so for the log",
    )
    .addOption(dataOption())
    .action(async (options: { data: string }) => {
      const directory = collectorFolder(options.data);
      const shown = progress();
      const { found, wrong, name } = await lookedAt(directory, (bodies, reports) =>
        shown.step(`${bodies} pieces of evidence, ${reports} reports`),
      ).finally(shown.done);
      for (const line of found) say(line);
      if (found[0] !== undefined) throw damagedDatabase(name, found[0]);
      for (const line of wrong) say(line);
      if (wrong.length > 0) {
        throw new TenkenError(
          'tallies-wrong',
          'Evidence, reports and findings are whole, but numbers that are kept of them are not. Nothing is lost: tenken collector recount sets them right.',
        );
      }
      say('whole: structure, evidence, reports and numbers are as they were stored');
    });
}

type Found = { found: string[]; wrong: string[]; name: string };

/** Of a server it compares what has hashes; whether its pages are whole, the server itself knows (pg_amcheck). */
async function lookedAt(
  directory: DataDirectory,
  onProgress: (bodies: number, reports: number) => void,
): Promise<Found> {
  const place = databasePlaceOf(directory);
  if (place === null) {
    const name = directory.database;
    await refuseDamagedLog(name);
    const found = await damageOf(name, onProgress);
    return { found, wrong: found.length > 0 ? [] : await wrongTalliesOf(name), name };
  }
  const store = await openStoreOf(directory);
  try {
    const found = await new IntegrityRepository(store).damage(onProgress);
    return {
      found,
      wrong: found.length > 0 ? [] : await wrongTalliesNow(store),
      name: nameOfDatabase(place.url),
    };
  } finally {
    await store.close();
  }
}
