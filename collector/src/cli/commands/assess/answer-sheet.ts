import { TenkenError } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Taking } from '../../../assessments/answer-round-trip.ts';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { givenFile, refuseThere, writeNewFile } from '../../files.ts';
import { languageOf } from '../../options.ts';
import { told } from '../../output/assessment-words.ts';
import { print, printJson, progress, say } from '../../output/print.ts';
import { assessmentArgument } from './options.ts';

type AnswersOptions = { out?: string; from?: string; dryRun?: boolean; json?: boolean };

/** `tenken assess answers`: many items at once, in a workbook that goes round. */
export function addAnswerSheet(assess: Command): void {
  addDeskOptions(assess.command('answers'))
    .description('回答シート: write the items as a workbook to be filled in with Excel, and take it back')
    .addArgument(assessmentArgument())
    .option('--out <file>', 'write the sheet to this file, which is not there yet (xlsx)')
    .addOption(
      new Option('--from <file>', 'take what the filled sheet changes: all of it, or nothing').conflicts(
        'out',
      ),
    )
    .addOption(new Option('--dry-run', 'with --from: check every row, and change nothing').conflicts('out'))
    .option('--json', 'with --from: print one JSON document')
    .action(async (id: string, options: AnswersOptions, command: Command) => {
      const { out, from } = options;
      if (out !== undefined) await writeSheet(id, out, command);
      else if (from !== undefined) await takeSheet(id, from, options, command);
      else throw new TenkenError('usage', 'answers needs --out FILE.xlsx, or --from FILE.xlsx.');
    });
}

async function writeSheet(assessment: string, out: string, command: Command): Promise<void> {
  const language = languageOf(command);
  refuseThere(out);
  const { shown, onProgress } = judging(language);
  const bytes = await atDesk(command, (desk) => desk.writeAnswerSheet({ assessment, onProgress })).finally(
    shown.done,
  );
  writeNewFile(out, bytes);
  print(out);
  say(told.sheetWritten(assessment, out)[language]);
}

async function takeSheet(
  assessment: string,
  from: string,
  { dryRun, json }: AnswersOptions,
  command: Command,
): Promise<void> {
  const content = givenFile(from);
  const apply = dryRun !== true;
  const language = languageOf(command);
  const { shown, onProgress } = judging(language);
  const taking = await atDesk(command, (desk) =>
    desk.takeAnswerSheet({ assessment, content, apply, onProgress }),
  ).finally(shown.done);
  if (json) printJson({ ...taking, applied: apply });
  else print(linesOf(taking, apply, language).join('\n'));
}

function judging(language: Language) {
  const shown = progress();
  const onProgress = (done: number, total: number) => shown.step(told.judged(done, total)[language]);
  return { shown, onProgress };
}

function linesOf(taking: Taking, apply: boolean, language: Language): string[] {
  const { missing } = taking;
  return [
    (apply ? told.taken(taking) : told.wouldTake(taking))[language],
    ...(missing.length > 0 ? [told.notInSheet(missing)[language]] : []),
  ];
}
