import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { SystemChange } from '../../assessments/desk/systems.ts';
import { textEncodings } from '../../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import { atDesk } from '../desk/at-desk.ts';
import { addDeskOptions } from '../desk/desk-options.ts';
import { givenFile } from '../files.ts';
import { languageOf } from '../options.ts';
import { told } from '../output/assessment-words.ts';
import { plain, print, printJson, say, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { addDeclarationCommands } from './declarations.ts';
import { systemSteps } from './steps-help.ts';

type SetOptions = {
  name?: string;
  label?: string[];
  everyHost?: boolean;
  organisation?: string;
  department?: string;
  kind?: Record<string, string>;
  aggregator?: boolean;
  contact?: string;
  telephone?: string;
  mail?: string;
};

const heads = {
  ja: ['システム', '名称', '機関', '区分', 'ラベル'],
  en: ['system', 'name', 'organisation', 'kinds', 'labels'],
};

/** `tenken system …`: which hosts an application covers, whose they are, and what the organisation declares of them. */
export function addSystemCommand(program: Command): void {
  const system = program
    .command('system')
    .description('関係システム: the hosts that one application covers, and their organisation')
    .addHelpText('after', systemSteps);
  addDeskOptions(system.command('set'))
    .description('make a system, or change what is given here')
    .argument('<id>', 'short name in ASCII, e.g. juki')
    .option('--name <text>', 'as people call it')
    .option('--label <label...>', 'labels of its hosts, from their enrolment tokens')
    .option('--every-host', 'every host of the collector belongs to it')
    .option('--organisation <text>', '機関名')
    .option('--department <text>', '所属')
    .option('--kind <CHECKLIST=KIND>', 'kind of organisation for a checklist; once for each', kindOption)
    .option('--aggregator', 'an 集約機関 is responsible for the ◆ items')
    .option('--no-aggregator', 'there is no 集約機関')
    .option('--contact <text>', '担当者名')
    .option('--telephone <text>', '電話番号')
    .option('--mail <text>', 'e-mail')
    .action(async (id: string, options: SetOptions, command: Command) => {
      await atDesk(command, (desk) => desk.setSystem(changeOf(id, options)));
      say(told.systemSet(id)[languageOf(command)]);
    });
  addDeskOptions(system.command('list'))
    .description('systems with their labels')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const all = await atDesk(command, (desk) => desk.listSystems({}));
      if (json) {
        printJson(all);
        return;
      }
      const language = languageOf(command);
      const rows = all.map(({ id, name, labels, organisation }) =>
        [
          id,
          plain(name),
          plain(organisation.name),
          Object.entries(organisation.kinds)
            .map((pair) => pair.join('='))
            .join(', '),
          labels.map(plain).join(', ') || '*',
        ].map((cell) => ({ text: cell })),
      );
      print(table(heads[language], rows, [0, 1, 1, 2, 2], terminalWidth()));
    });
  addLedger(system);
  addDeclarationCommands(system);
}

function addLedger(system: Command): void {
  addDeskOptions(system.command('ledger'))
    .description('take an asset ledger (CSV) as the list of machines that have to be seen')
    .argument('<id>', 'of the system')
    .argument('<file>', 'CSV with 管理番号 and コンピュータ名, as asset tools and Excel write it')
    .addOption(
      new Option('--encoding <name>', 'where it cannot be told from the file').choices([...textEncodings]),
    )
    .action(async (id: string, file: string, options: { encoding?: TextEncoding }, command: Command) => {
      const content = givenFile(file);
      const { encoding } = options;
      const receipt = await atDesk(command, (desk) => desk.importLedger({ system: id, content, encoding }));
      const language = languageOf(command);
      say(told.ledger(receipt.machines, receipt.excluded, receipt.encoding)[language]);
      if (receipt.blankRows > 0) say(told.blankRows(receipt.blankRows)[language]);
      if (receipt.ignoredColumns.length > 0) {
        say(told.ignoredColumns(receipt.ignoredColumns.map(plain))[language]);
      }
    });
}

function changeOf(id: string, options: SetOptions): SystemChange {
  const { name, label, everyHost, organisation, department, kind, aggregator } = options;
  const { contact: person, telephone, mail } = options;
  const contact = given({ person, telephone, mail });
  return {
    id,
    name,
    labels: everyHost === true ? [] : label,
    organisation: given({ name: organisation, department, kinds: kind, hasAggregator: aggregator }),
    ...(Object.keys(contact).length > 0 && { contact }),
  };
}

type Given<Fields> = { [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** Without what was not told. */
function given<Fields extends Record<string, unknown>>(fields: Fields): Given<Fields> {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as Given<Fields>;
}

/** @throws {TenkenError} `usage` */
function kindOption(value: string, before: Record<string, string> = {}): Record<string, string> {
  const [id = '', kind = ''] = value.split('=');
  if (id === '' || kind === '') {
    throw new TenkenError(
      'usage',
      `${plain(value)}: write a kind as CHECKLIST=KIND, e.g. nwsystem=inquirer.`,
    );
  }
  return { ...before, [id]: kind };
}
