import { Option } from 'commander';
import type { Command } from 'commander';
import { waiverReasons } from '../../../store/assessments/answer-repository.ts';
import type { WaiverReason } from '../../../store/assessments/answer-repository.ts';
import { atDesk } from '../../desk/at-desk.ts';
import { addDeskOptions } from '../../desk/desk-options.ts';
import { languageOf } from '../../options.ts';
import { told, waiverStateWords } from '../../output/assessment-words.ts';
import { plain, print, printJson, say } from '../../output/print.ts';
import { personOption } from './options.ts';

type WaiveOptions = {
  system: string;
  host?: string;
  because: WaiverReason;
  reason: string;
  until?: string;
  person?: string;
};

/** 例外: asked for by one person, decided by another. */
export function addWaivers(assess: Command): void {
  personOption(addDeskOptions(assess.command('waive')), 'who asks')
    .description('例外: ask that failures of a control be accepted; somebody else has to approve')
    .argument('<control>', 'as tenken controls shows it')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .option('--host <id>', 'one host; every host of the system unless told')
    .addOption(new Option('--because <kind>', 'why').choices([...waiverReasons]).makeOptionMandatory())
    .requiredOption('--reason <text>', 'in words')
    .option('--until <date>', 'the last day on which it counts, e.g. 2027-03-31')
    .action(async (control: string, options: WaiveOptions, command: Command) => {
      const { system, host, because, reason, until, person } = options;
      const asked = { system, control, host, because, reason, until, person };
      const { id } = await atDesk(command, (desk) => desk.requestWaiver(asked));
      print(id);
    });
  for (const [name, approved] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    personOption(addDeskOptions(assess.command(name)), 'who decides')
      .description(`${name} a waiver that somebody else asked for`)
      .argument('<waiver>', 'its id')
      .action(async (id: string, { person }: { person?: string }, command: Command) => {
        await atDesk(command, (desk) => desk.decideWaiver({ id, approved, person }));
        say((approved ? told.approved : told.refused)[languageOf(command)]);
      });
  }
  addDeskOptions(assess.command('waivers'))
    .description('waivers of a system')
    .requiredOption('--system <id>', 'as tenken system list shows it')
    .option('--json', 'print one JSON document')
    .action(async ({ system, json }: { system: string; json?: boolean }, command: Command) => {
      const all = await atDesk(command, (desk) => desk.listWaivers({ system }));
      if (json) {
        printJson(all);
        return;
      }
      for (const { id, control, hostId, decision, expiresOn, reason, requestedBy } of all) {
        const state = decision === null ? 'waits' : decision.approved ? 'approved' : 'refused';
        const people = [requestedBy.name, ...(decision ? [decision.by.name] : [])].map(plain).join(' → ');
        const word = waiverStateWords[state][languageOf(command)];
        print(`${id}  ${control}  ${hostId ?? '*'}  ${word}  ～${expiresOn}  ${people}  ${plain(reason)}`);
      }
    });
}
