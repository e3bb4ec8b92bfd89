import type { Command } from 'commander';
import { atDesk } from '../desk/at-desk.ts';
import { addDeskOptions } from '../desk/desk-options.ts';
import { newestAssessment } from '../newest-assessment.ts';
import { languageOf } from '../options.ts';
import { told } from '../output/assessment-words.ts';
import { plain, print, printJson, progress, say } from '../output/print.ts';
import { templateLines } from '../output/template-lines.ts';

type ExportOptions = {
  checklist?: string;
  system?: string;
  asOf?: string;
  draft?: boolean;
  template?: string;
  out: string;
  json?: boolean;
};

/** `tenken export`: an assessment as a signed evidence pack. */
export function addExportCommand(program: Command): void {
  addDeskOptions(program.command('export'))
    .description('証跡パック: write the newest assessment of a checklist as a signed evidence pack')
    .argument('[assessment]', 'its id or the beginning of it; without it the newest of a checklist')
    .option('--checklist <id>', 'as tenken checklists shows it')
    .option('--system <id>', 'needed where there are several')
    .option('--as-of <moment>', 'a past date in Japan (its end), or an instant; of a draft only')
    .option('--draft', 'also while items are open; every page says DRAFT')
    .option('--template <file>', 'your official workbook (xlsx), filled by item number')
    .requiredOption('--out <file>', 'a zip file that is not there yet')
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, options: ExportOptions, command: Command) => {
      const { draft = false, asOf, template, out, json } = options;
      const language = languageOf(command);
      const shown = progress();
      const receipt = await atDesk(command, async (desk) => {
        const assessment = id ?? (await newestAssessment(desk, options));
        return desk.exportPack({ assessment, draft, asOf, template }, out, {
          onProgress: (done, total) => shown.step(told.judged(done, total)[language]),
          onPack: (pack) => shown.step(told.packed(pack)[language]),
          onBytes: (received, total) => shown.step(told.received(received, total)[language]),
        });
      }).finally(shown.done);
      if (json) {
        printJson(receipt);
        return;
      }
      for (const { character, times } of receipt.replacedCharacters) {
        say(told.replaced(plain(character), times)[language]);
      }
      for (const line of templateLines(receipt.template)) say(line);
      print(told.pack(receipt.path, receipt.files, receipt.bytes, receipt.state)[language]);
      print(receipt.fingerprint);
    });
}
