import { join, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { variableOf } from '../../configuration/configuration.ts';
import { compareMoved, moveStore, planOfMove } from '../../move/move-store.ts';
import type { MoveOptions } from '../../move/move-store.ts';
import { keepReport } from '../../move/switch-over.ts';
import { namedDatabase } from '../named-database.ts';
import { dataOption, languageOf } from '../options.ts';
import { CopyRate, moveStepWords, moveTable, movedWords, planTable } from '../output/move-words.ts';
import { print, printJson, progress, say, terminalWidth } from '../output/print.ts';
import { collectorFolder, consoleChange } from '../with-store.ts';

type Options = {
  data: string;
  database: string;
  databasePasswordFile?: string;
  dryRun?: boolean;
  verifyOnly?: boolean;
  anew?: boolean;
  report?: string;
  json?: boolean;
};

const helpText = `
The collector is stopped before, and the database empty: createdb --owner=tenken tenken. First the file is read for
damage; then every table is copied, indexes are made, and both sides are compared by counts and hashes, the audit log
by its chain. Only when all is equal the folder points to the database (database.json), and every command and
tenken collector run with --data go there. The file stays beside it, unchanged, as tenken.db.moved.

Interrupted at any moment, also by kill -9 or a lost connection, the same command goes on where it was; when the file
was changed meanwhile it begins anew. No collector starts on a database that is not complete.

Exit status:
  0  moved, and equal; with --verify-only equal, with --dry-run possible
  1  the two sides differ; nothing was switched over
  2  it could not be done; nothing was switched over`;

/** `tenken migrate-store`: from the file of one collector to a PostgreSQL that several share. */
export function addMigrateStoreCommand(program: Command): void {
  program
    .command('migrate-store')
    .description(
      "move the data of a stopped collector from its folder's file to a PostgreSQL, and compare all of it",
    )
    .addOption(dataOption())
    .addOption(
      new Option('--database <url>', 'empty PostgreSQL database, as tenken collector run --database takes it')
        .env(variableOf('database'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--database-password-file <file>',
        'password of the database; readable by the collector only',
      ).env(variableOf('database_password_file')),
    )
    .addOption(new Option('--dry-run', 'say what would be moved; nothing is written').conflicts('verifyOnly'))
    .option(
      '--verify-only',
      'compare what is there; after the move, the file that was kept with what has become of it',
    )
    .option('--anew', 'remove an unfinished copy of this store first')
    .option('--report <file>', 'where the comparison goes; store-move.json in the folder unless told')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (options: Options, command: Command) => {
      const language = languageOf(command);
      const shown = progress();
      const words = moveStepWords(language);
      const copied = new CopyRate();
      const moving = moveOptions(options, (step) => {
        copied.see(step);
        shown.step(words(step));
      });
      if (options.dryRun === true) {
        const plan = await planOfMove(moving).finally(shown.done);
        if (options.json === true) printJson(plan);
        else print(planTable(plan, language, terminalWidth()));
        return;
      }
      const isMove = options.verifyOnly !== true;
      const report = await (isMove ? moveStore(moving) : compareMoved(moving)).finally(shown.done);
      if (report === null) {
        say(movedWords.finished(moving.directory.movedDatabase)[language]);
        return;
      }
      if (!report.equal) process.exitCode = 1;
      if (copied.rows > 0) say(movedWords.copied(copied.rows, copied.seconds)[language]);
      // What was moved has been kept with the switch.
      if (!isMove || !report.equal) keepReport(moving.report, report, moving.directory);
      if (options.json === true) printJson(report);
      else print(moveTable(report, language, terminalWidth()));
      say(movedWords.report(moving.report)[language]);
      if (!report.equal) say(movedWords.differs[isMove ? 'move' : 'compare'][language]);
      else if (isMove) say(movedWords.moved(report.to, moving.directory.movedDatabase)[language]);
    });
}

/** @throws {TenkenError} `usage`, `data-directory-unusable` */
function moveOptions(options: Options, onStep: MoveOptions['onStep']): MoveOptions {
  const place = namedDatabase(options.database, options.databasePasswordFile);
  const directory = collectorFolder(options.data);
  return {
    directory,
    place,
    anew: options.anew === true,
    report: resolve(options.report ?? join(directory.path, 'store-move.json')),
    actor: consoleChange().actor,
    now: () => new Date(),
    onStep,
  };
}
