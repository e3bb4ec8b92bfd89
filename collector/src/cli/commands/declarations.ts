import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { declarationKinds } from '@tenken/controls';
import type { DeclarationKind } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { described } from '../../assessments/checked-entries.ts';
import { lastDay } from '../../assessments/checked-input.ts';
import { declarationColumns } from '../../assessments/declaration-columns.ts';
import { declarationTitles } from '../../assessments/declaration-titles.ts';
import { dateAt } from '../../assessments/moments.ts';
import { readDeclaration } from '../../assessments/read-declaration.ts';
import { textEncodings } from '../../documents/csv/text-encoding.ts';
import type { TextEncoding } from '../../documents/csv/text-encoding.ts';
import { csvBytes } from '../../documents/csv/write-csv.ts';
import { atDesk } from '../desk/at-desk.ts';
import type { CommandDesk } from '../desk/at-desk.ts';
import { addDeskOptions } from '../desk/desk-options.ts';
import { givenFile, writeNewFile } from '../files.ts';
import { languageOf } from '../options.ts';
import { told } from '../output/assessment-words.ts';
import { plain, print, printJson, say, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { personOption } from './assess/options.ts';

type DeclareOptions = {
  kind: DeclarationKind;
  entries?: string;
  template?: string;
  person?: string;
  review?: string;
  encoding?: TextEncoding;
  replace?: boolean;
};

/** The longest that a declaration may stand without being looked at again. */
const longestReviewDays = 3 * 366;

const columnsHelp = `
Columns of the CSV, by kind; headings in Japanese or English:
${declarationKinds
  .map(
    (kind) =>
      `  ${kind} (${declarationTitles[kind].ja})\n    ${declarationColumns[kind].map(described).join(', ')}`,
  )
  .join('\n')}`;

/** `tenken system declare` and `declarations`: what an organisation tells once because many items need it. */
export function addDeclarationCommands(system: Command): void {
  personOption(addDeskOptions(system.command('declare')), 'who declares it')
    .description(
      '届出: tell once what many items need to know; a new declaration takes the place of the one before',
    )
    .argument('[id]', 'of the system; not needed with --template')
    .addOption(
      new Option('--kind <kind>', 'what is declared').choices([...declarationKinds]).makeOptionMandatory(),
    )
    .option('--entries <file>', 'CSV with headings, as Excel saves it; or JSON: a list of objects of texts')
    .addOption(
      new Option('--encoding <name>', 'of the CSV, where it cannot be told').choices([...textEncodings]),
    )
    .option('--replace', 'also where less than half of the entries of before would be left')
    .option('--review <date>', 'when it has to be looked at again, e.g. 2027-03-31')
    .addOption(
      new Option('--template <file>', 'write an empty CSV with the headings of the kind').conflicts(
        'entries',
      ),
    )
    .addHelpText('after', columnsHelp)
    .action(async (id: string | undefined, options: DeclareOptions, command: Command) => {
      if (options.template === undefined) await declare(id, options, command);
      else await writeTemplate(options.kind, options.template);
    });
  addDeskOptions(system.command('declarations'))
    .description('what is declared of a system, by whom, and what is missing or has to be looked at again')
    .argument('<id>', 'of the system')
    .option('--json', 'print one JSON document')
    .action(async (id: string, { json }: { json?: boolean }, command: Command) => {
      const held = await atDesk(command, (desk) => desk.listDeclarations({ system: id }));
      const listed = declarationKinds.map((kind) => stated(kind, held, dateAt(Date.now())));
      if (json) printJson(listed);
      else print(listing(listed, languageOf(command)));
    });
}

async function declare(system: string | undefined, options: DeclareOptions, command: Command): Promise<void> {
  const { kind, entries: file, encoding, person, review, replace } = options;
  if (system === undefined) throw new TenkenError('usage', 'declare needs the id of a system.');
  if (file === undefined) {
    throw new TenkenError('usage', 'declare needs --entries FILE; --template FILE.csv writes an empty one.');
  }
  const read = readDeclaration(kind, givenFile(file), encoding);
  const reviewOn = lastDay(
    review,
    text('見直しの期限（--review）', 'The review (--review)'),
    Date.now(),
    longestReviewDays,
  );
  const { entries, replaced } = await atDesk(command, (desk) =>
    desk.declare({ system, kind, entries: read, person, reviewOn, replace }),
  );
  say(told.declared(kind, entries, replaced, reviewOn)[languageOf(command)]);
}

async function writeTemplate(kind: DeclarationKind, file: string): Promise<void> {
  const columns = declarationColumns[kind].map(({ heading }) => ({ head: heading, width: 20 }));
  const empty = { id: kind, title: declarationTitles[kind].ja, columns, rows: () => [] };
  const bytes = await buffer(Readable.from(csvBytes(empty, { encoding: 'utf-8' })));
  writeNewFile(file, bytes);
  print(file);
}

type Held = Awaited<ReturnType<CommandDesk['listDeclarations']>>[number];

type Stated = {
  kind: DeclarationKind;
  title: { ja: string; en: string };
  state: 'declared' | 'overdue' | 'missing';
  person: string | null;
  /** ISO 8601, UTC. */
  declaredAt: string | null;
  reviewOn: string | null;
  entries: Record<string, string>[];
};

function stated(kind: DeclarationKind, held: readonly Held[], today: string): Stated {
  const found = held.find((one) => one.kind === kind);
  const title = declarationTitles[kind];
  if (!found) {
    return { kind, title, state: 'missing', person: null, declaredAt: null, reviewOn: null, entries: [] };
  }
  const { person, at, reviewOn, entries } = found;
  return {
    kind,
    title,
    state: today > reviewOn ? 'overdue' : 'declared',
    person,
    declaredAt: at,
    reviewOn,
    entries,
  };
}

const stateWords = {
  declared: { ja: '届出済み', en: 'declared' },
  overdue: { ja: '見直し期限切れ', en: 'overdue' },
  missing: { ja: '未届出', en: 'missing' },
};

function listing(listed: readonly Stated[], language: 'ja' | 'en'): string {
  const head = {
    ja: ['種類', '内容', '状態', '件数', '記入者', '記入日', '見直し期限'],
    en: ['kind', 'what', 'state', 'entries', 'person', 'declared', 'review by'],
  }[language];
  const rows = listed.map(({ kind, title, state, entries, person, declaredAt, reviewOn }) =>
    [
      kind,
      title[language],
      stateWords[state][language],
      state === 'missing' ? '－' : String(entries.length),
      plain(person ?? '－'),
      declaredAt === null ? '－' : dateAt(Date.parse(declaredAt)),
      reviewOn ?? '－',
    ].map((text) => ({ text })),
  );
  return table(head, rows, [0, 2, 0, 0, 1, 0, 0], terminalWidth());
}
