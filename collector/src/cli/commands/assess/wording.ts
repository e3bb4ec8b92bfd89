import { Option } from 'commander';
import type { Command } from 'commander';
import { textEncodings } from '../../../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../../../documents/csv/text-encoding.ts';
import { attachedFile } from '../../attached-file.ts';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { languageOf } from '../../options.ts';
import { told } from '../../output/assessment-words.ts';
import { say } from '../../output/print.ts';

/** The user's own copy of a form. */
export function addWording(assess: Command): void {
  addDeskOptions(assess.command('wording'))
    .description(
      'show the official wording from your own copy of a form; what says something else is asked again',
    )
    .argument('<file>', 'xlsx or CSV with the item numbers and their texts')
    .requiredOption('--checklist <id>', 'as tenken checklists shows it')
    .addOption(
      new Option('--encoding <name>', 'of a CSV file, where it cannot be told').choices([...textEncodings]),
    )
    .action(
      async (
        file: string,
        { checklist, encoding }: { checklist: string; encoding?: TextEncoding },
        command: Command,
      ) => {
        const { content } = attachedFile(file);
        const receipt = await atDesk(command, (desk) => desk.loadWording({ checklist, content, encoding }));
        const language = languageOf(command);
        say(told.wording(receipt.items, receipt.sha256)[language]);
        if (receipt.changed === null) return;
        say((receipt.changed.length === 0 ? told.sameWording : told.otherWording(receipt.changed))[language]);
      },
    );
}
