import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { languageOf } from '../../options.ts';
import { told } from '../../output/assessment-words.ts';
import { say } from '../../output/print.ts';
import { choiceOf, choices } from './mark-choice.ts';
import type { Choice } from './mark-choice.ts';
import { assessmentArgument } from './options.ts';

type MarkOptions = { as?: Choice; remarks?: string; remarksDraft?: boolean };

/** What somebody decides of one item. */
export function addMark(assess: Command): void {
  addDeskOptions(assess.command('mark'))
    .description('choose the mark of an item, or write its 特記事項; or take either back')
    .addArgument(assessmentArgument())
    .argument('<item>', 'its id in the checklist')
    .addOption(
      new Option(
        '--as <mark>',
        `the mark: ${choices.slice(0, 3).join(', ')}, or 〇, △, －; proposed takes a choice back`,
      ).argParser(choiceOf),
    )
    .option('--remarks <text>', '特記事項; replaces the draft')
    .option('--remarks-draft', 'take the text back: the draft counts again')
    .action(async (assessment: string, item: string, options: MarkOptions, command: Command) => {
      const { as, remarks, remarksDraft } = options;
      if (remarks !== undefined && remarksDraft) {
        throw new TenkenError('usage', 'Give either --remarks or --remarks-draft.');
      }
      const stands = await atDesk(command, (desk) =>
        desk.editItem({
          assessment,
          item,
          role: as === 'proposed' ? null : as,
          remarks: remarksDraft ? null : remarks,
        }),
      );
      const { mark, why } = stands;
      say((mark === '' ? told.open(why) : told.marked(mark, why))[languageOf(command)]);
    });
}
