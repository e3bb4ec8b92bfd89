import { checklists } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { checklistOf, words } from '../../assessments/checked-input.ts';
import { readLedger } from '../../documents/csv/read-ledger.ts';
import type { LedgerRow } from '../../documents/csv/read-ledger.ts';
import { textEncodings } from '../../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import type { Asset, Organisation, System } from '../../store/system-repository.ts';
import { givenFile } from '../files.ts';
import { dataOption } from '../options.ts';
import { plain, print, printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';
import { addDeclarationCommands } from './declarations.ts';
import { systemSteps } from './steps-help.ts';

type SetOptions = {
  data: string;
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

/** `tenken system …`: which hosts an application covers, whose they are, and what the organisation declares of them. */
export function addSystemCommand(program: Command): void {
  const system = program
    .command('system')
    .description('関係システム: the hosts that one application covers, and their organisation')
    .addHelpText('after', systemSteps);
  system
    .command('set')
    .description('make a system, or change what is given here')
    .argument('<id>', 'short name in ASCII, e.g. juki')
    .addOption(dataOption())
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
    .action(async (id: string, options: SetOptions) => {
      if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) {
        throw new TenkenError('usage', `${plain(id)}: the id of a system is 1 to 40 of a-z, 0-9 and -.`);
      }
      await withStore(options.data, async ({ systems }) => {
        const change = consoleChange();
        const before = (await systems.list(change.now)).find((one) => one.id === id);
        await systems.put(changed(id, before, options), change);
      });
      say(`system ${id} is set`);
    });
  system
    .command('list')
    .description('systems with their labels')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: { data: string; json?: boolean }) => {
      const all = await withStore(options.data, ({ systems }) => systems.list(Date.now()));
      if (options.json) {
        printJson(all);
        return;
      }
      for (const { id, name, labels, organisation } of all) {
        print(`${id}  ${plain(name)}  ${plain(organisation.name)}  ${labels.map(plain).join(', ') || '*'}`);
      }
    });
  system
    .command('ledger')
    .description('take an asset ledger (CSV) as the list of machines that have to be seen')
    .argument('<id>', 'of the system')
    .argument('<file>', 'CSV with 管理番号 and コンピュータ名, as asset tools and Excel write it')
    .addOption(dataOption())
    .addOption(
      new Option('--encoding <name>', 'where it cannot be told from the file').choices([...textEncodings]),
    )
    .action(async (id: string, file: string, options: { data: string; encoding?: TextEncoding }) => {
      const ledger = readLedger(givenFile(file), options.encoding);
      await withStore(options.data, async ({ systems }) => {
        const change = consoleChange();
        await systems.get(id, change.now);
        await systems.importLedger(
          id,
          { sha256: ledger.sha256, assets: ledger.rows.map((row) => assetOf(row)) },
          change,
        );
      });
      const excluded = ledger.rows.filter(({ excludedReason }) => excludedReason !== null).length;
      say(`${ledger.rows.length} machines, ${excluded} of them excluded (${ledger.encoding})`);
      if (ledger.blankRows > 0) say(`blank rows left out: ${ledger.blankRows}`);
      if (ledger.ignoredColumns.length > 0) {
        say(`columns that were not taken: ${ledger.ignoredColumns.map(plain).join(', ')}`);
      }
    });
  addDeclarationCommands(system);
}

function changed(id: string, before: System | undefined, options: SetOptions): System {
  const organisation = options.organisation ?? before?.organisation.name;
  const labels = options.everyHost === true ? [] : (options.label ?? before?.labels);
  if (organisation === undefined) throw new TenkenError('usage', 'A new system needs --organisation.');
  if (labels === undefined) {
    throw new TenkenError('usage', 'A new system needs --label, or --every-host.');
  }
  return {
    id,
    name: words(options.name ?? before?.name ?? id, 'The name'),
    labels,
    organisation: {
      name: words(organisation, 'The name of the organisation'),
      department: options.department ?? before?.organisation.department ?? null,
      kinds: { ...before?.organisation.kinds, ...options.kind },
      hasAggregator: options.aggregator ?? before?.organisation.hasAggregator ?? false,
      contact: contactOf(options, before?.organisation.contact ?? null),
    },
  };
}

function contactOf(options: SetOptions, before: Organisation['contact']): Organisation['contact'] {
  const { contact, telephone, mail } = options;
  if (contact === undefined && telephone === undefined && mail === undefined) return before;
  return {
    person: contact ?? before?.person ?? '',
    telephone: telephone ?? before?.telephone ?? '',
    mail: mail ?? before?.mail ?? '',
  };
}

/** @throws {TenkenError} `checklist-unknown`, `usage` */
function kindOption(value: string, before: Record<string, string> = {}): Record<string, string> {
  const [id = '', kind = ''] = value.split('=');
  const { organisationKinds } = checklistOf(checklists(), id);
  if (!organisationKinds.some((one) => one.id === kind)) {
    const known = organisationKinds.map((one) => one.id).join(', ');
    throw new TenkenError('usage', `${id} has no kind of organisation ${plain(kind)}. There are: ${known}.`);
  }
  return { ...before, [id]: kind };
}

function assetOf({
  assetNumber,
  name,
  excludedReason,
  department,
  location,
  user,
  serialNumber,
}: LedgerRow): Asset {
  const details = { department, location, user, serialNumber };
  const told = Object.entries(details).filter((entry): entry is [string, string] => entry[1] !== null);
  return { assetNumber, name, excludedReason, details: Object.fromEntries(told) };
}
