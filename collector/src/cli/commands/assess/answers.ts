import { Option } from 'commander';
import type { Command } from 'commander';
import { answers } from '../../../store/assessments/answer-repository.ts';
import type { Answer } from '../../../store/assessments/answer-repository.ts';
import { attachedFile } from '../../attached-file.ts';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { languageOf } from '../../options.ts';
import { told } from '../../output/assessment-words.ts';
import { say } from '../../output/print.ts';
import { personOption } from './options.ts';

type ItemOptions = { system: string; checklist: string };
type AttestOptions = ItemOptions & {
  answer: Answer;
  person?: string;
  until: string;
  note: string;
  file?: string[];
};

/** What people say of one item of a system, for every assessment of the checklist. */
export function addAnswers(assess: Command): void {
  personOption(forItem(assess.command('attest')), 'who answers')
    .description('申告: answer for what no machine can see')
    .addOption(new Option('--answer <answer>', 'how it is').choices([...answers]).makeOptionMandatory())
    .requiredOption('--until <date>', 'the last day on which the answer counts, e.g. 2027-03-31')
    .option('--note <text>', 'what was looked at; the reason where it does not apply', '')
    .option('--file <path...>', 'files that show it')
    .action(async (item: string, options: AttestOptions, command: Command) => {
      const { system, checklist, answer, person, until, note, file = [] } = options;
      const files = file.map((path) => attachedFile(path));
      await atDesk(command, (desk) =>
        desk.attest({ system, checklist, item, answer, person, until, note, files }),
      );
      say(told.attested(answer)[languageOf(command)]);
    });
  forItem(assess.command('plan'))
    .description('△: when and by whom an item will be done')
    .requiredOption('--owner <name>', 'who does it')
    .requiredOption('--due <date>', 'until when, e.g. 2027-03-31')
    .requiredOption('--text <text>', 'what will be done')
    .action(
      async (
        item: string,
        { system, checklist, owner, due, text }: ItemOptions & { owner: string; due: string; text: string },
        command: Command,
      ) => {
        const asked = { system, checklist, item, owner, due, text };
        const { dueOn } = await atDesk(command, (desk) => desk.plan(asked));
        say(told.planned(dueOn)[languageOf(command)]);
      },
    );
}

function forItem(command: Command): Command {
  return addDeskOptions(command)
    .argument('<item>', 'its id in the checklist')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .requiredOption('--checklist <id>', 'as tenken checklists shows it');
}
