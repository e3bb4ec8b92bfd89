import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { takeAnswers, writtenAnswers } from '../../assessments/answer-round-trip.ts';
import type { Taking } from '../../assessments/answer-round-trip.ts';
import { assembleOptions } from '../assembling.ts';
import { givenFile, writeNewFile } from '../files.ts';
import { dataOption } from '../options.ts';
import { print, printJson, progress, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type AnswersOptions = { data: string; out?: string; from?: string; dryRun?: boolean; json?: boolean };

/** `tenken assess answers`: many items at once, in a workbook that goes round. */
export function addAnswersCommand(assess: Command): void {
  assess
    .command('answers')
    .description('回答シート: write the items as a workbook to be filled in with Excel, and take it back')
    .argument('<assessment>', 'its id')
    .option('--out <file>', 'write the sheet to this file, which is not there yet (xlsx)')
    .addOption(
      new Option('--from <file>', 'take what the filled sheet changes: all of it, or nothing').conflicts(
        'out',
      ),
    )
    .addOption(new Option('--dry-run', 'with --from: check every row, and change nothing').conflicts('out'))
    .addOption(dataOption())
    .option('--json', 'with --from: print one JSON document')
    .action(async (id: string, options: AnswersOptions) => {
      const { out, from } = options;
      if (out !== undefined) await writeSheet(id, out, options);
      else if (from !== undefined) await takeSheet(id, from, options);
      else throw new TenkenError('usage', 'answers needs --out FILE.xlsx, or --from FILE.xlsx.');
    });
}

async function writeSheet(id: string, out: string, { data }: AnswersOptions): Promise<void> {
  const shown = progress();
  const bytes = await withStore(data, async (repos, directory) => {
    const assessment = await repos.assessments.get(id);
    return writtenAnswers(id, Date.now(), {
      ...assembleOptions(assessment, repos, directory),
      onProgress: (done, total) => shown.step(`judged ${done} of ${total} machines`),
    });
  }).finally(shown.done);
  writeNewFile(out, bytes);
  print(out);
  say(`fill in the yellow cells, then: tenken assess answers ${id} --from ${out}`);
}

async function takeSheet(id: string, from: string, { data, dryRun, json }: AnswersOptions): Promise<void> {
  const bytes = givenFile(from);
  const shown = progress();
  const taking = await withStore(data, async (repos, directory) => {
    const assessment = await repos.assessments.get(id);
    const options = {
      ...assembleOptions(assessment, repos, directory),
      onProgress: (done: number, total: number) => shown.step(`judged ${done} of ${total} machines`),
    };
    return takeAnswers(id, bytes, { options, change: consoleChange(), apply: dryRun !== true });
  }).finally(shown.done);
  if (json) printJson({ ...taking, applied: dryRun !== true });
  else print(linesOf(taking, dryRun === true).join('\n'));
}

function linesOf(taking: Taking, dryRun: boolean): string[] {
  const { answers, answersWithdrawn, plans, plansWithdrawn, marks, unchanged, missing, unsupported } = taking;
  const counts = [
    plural(answers, 'answer'),
    plural(plans, 'plan'),
    plural(marks, 'mark'),
    ...(answersWithdrawn > 0 ? [`${plural(answersWithdrawn, 'answer')} withdrawn`] : []),
    ...(plansWithdrawn > 0 ? [`${plural(plansWithdrawn, 'plan')} withdrawn`] : []),
    `${plural(unchanged, 'row')} unchanged`,
  ].join(', ');
  return [
    dryRun ? `would take ${counts}; nothing was changed` : `taken: ${counts}`,
    ...(missing.length > 0 ? [`not in the file, and unchanged: ${missing.join(', ')}`] : []),
    ...unsupported.map(({ item, why }) => `item ${item} is open: ${why.en}`),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
