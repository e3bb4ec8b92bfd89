import { checklists, controls, declarationKinds, requirements } from '@tenken/controls';
import type { DeclarationKind } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { lastDay } from '../../assessments/checked-input.ts';
import { readDeclaration } from '../../assessments/read-declaration.ts';
import { previewJudging } from '../../evaluate/judging-preview.ts';
import type { JudgingPreview, ProposedDeclaration } from '../../evaluate/judging-preview.ts';
import { ReferenceReader } from '../../feeds/reference-reader.ts';
import { givenFile } from '../files.ts';
import { dataOption } from '../options.ts';
import { plain, print, printJson, progress, say, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { consoleChange, withStore } from '../with-store.ts';

const dayMs = 24 * 60 * 60 * 1000;
const longestReviewDays = 3 * 366;

const helpText = `
After a new version, other reference data or another declaration every host is judged anew from what is stored. To look
first: pause, change what is to be changed, preview, resume. What hosts report meanwhile is judged by what holds then, and
verdicts that run out are judged anyway. A running collector follows within two seconds, every one on the same database.
A declaration can be looked at before it is made: preview --system ID --kind KIND --entries FILE --review DATE.`;

const previewHelp = `
Where checklists ask for a control with limits of their own, it is judged once more by these: the column "limits" names them;
"default" are the control's own.`;

type PreviewOptions = {
  data: string;
  json?: boolean;
  system?: string;
  kind?: DeclarationKind;
  entries?: string;
  review?: string;
};

/** `tenken collector judging`: the judging anew of all hosts. */
export function addJudgingCommands(collector: Command): void {
  const judging = collector
    .command('judging')
    .description('see, pause and resume the judging anew of all hosts, and look what it would change')
    .addHelpText('after', helpText);
  judging
    .command('status')
    .description('how many hosts wait to be judged, and whether that rests')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      const state = await withStore(data, async ({ findings, hosts, judgingPause }) => {
        const { all, anew } = await findings.marked();
        return { paused: await judgingPause.look(), hosts: await hosts.count(), waiting: all, anew };
      });
      if (json) printJson(state);
      else {
        print(
          `${state.paused ? 'paused' : 'not paused'}; of ${state.hosts} hosts ${state.waiting} wait to be judged, ${state.anew} of them because what holds for all has changed`,
        );
      }
    });
  for (const [name, isPaused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    judging
      .command(name)
      .description(isPaused ? 'let it rest until it is resumed, also over a start' : 'let it go on')
      .addOption(dataOption())
      .action(async ({ data }: { data: string }) => {
        const isNew = await withStore(data, ({ judgingPause }) =>
          judgingPause.set(isPaused, consoleChange()),
        );
        const state = isPaused ? 'paused' : 'not paused';
        say(isNew ? `${state} now` : `it is ${state} already`);
      });
  }
  judging
    .command('preview')
    .description('judge every host without storing anything, and tell which verdicts would be others')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .option('--system <id>', 'as if this system declared something else')
    .addOption(new Option('--kind <kind>', 'what it would declare').choices([...declarationKinds]))
    .option('--entries <file>', 'CSV or JSON, as for tenken system declare')
    .option('--review <date>', 'when it would have to be looked at again, e.g. 2027-03-31')
    .addHelpText('after', previewHelp)
    .action(async (options: PreviewOptions) => {
      const declaration = proposed(options);
      const shown = progress();
      const found = await withStore(options.data, async (repositories) => {
        if (declaration) await known(declaration.system, repositories.systems);
        const hosts = await repositories.hosts.count();
        return previewJudging({
          repositories,
          requirements: requirements(controls, checklists()),
          reference: await new ReferenceReader(repositories.feeds).at(Number.MAX_SAFE_INTEGER),
          staleAfterMs: dayMs,
          now: Date.now(),
          ...(declaration && { declaration }),
          onProgress: (done) => shown.step(`${done} of ${hosts} hosts`),
        });
      }).finally(shown.done);
      if (options.json) printJson(found);
      else print(listing(found));
    });
}

/** @throws {TenkenError} `usage`, `declaration-invalid`, `date-invalid` */
function proposed({ system, kind, entries, review }: PreviewOptions): ProposedDeclaration | null {
  if (system === undefined && kind === undefined && entries === undefined) return null;
  if (system === undefined || kind === undefined || entries === undefined) {
    throw new TenkenError('usage', 'A declaration needs --system, --kind and --entries.');
  }
  const title = text('見直しの期限（--review）', 'The review (--review)');
  const reviewOn = lastDay(review, title, Date.now(), longestReviewDays);
  return { system, kind, entries: readDeclaration(kind, givenFile(entries)), reviewOn };
}

async function known(
  system: string,
  systems: { list: (moment: number) => Promise<readonly { id: string }[]> },
): Promise<void> {
  const all = await systems.list(Date.now());
  if (all.some(({ id }) => id === system)) return;
  const ids = all.map(({ id }) => id).join(', ');
  throw new TenkenError(
    'system-unknown',
    `There is no system ${plain(system)}; there are: ${ids || 'none'}.`,
  );
}

/** As checklists write them: `idleMinutes 10`. */
function limitNames(): (variant: string) => string {
  const known = new Map(
    requirements(controls, checklists()).map(({ variant, parameters }) => [variant, parameters]),
  );
  return (variant) =>
    Object.entries(known.get(variant) ?? {})
      .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ') || variant.slice(0, 8);
}

function listing({ hosts, changedHosts, changes }: JudgingPreview): string {
  const summary = `${changedHosts} of ${hosts} hosts would have other verdicts`;
  if (changes.length === 0) return summary;
  const limitsOf = limitNames();
  const rows = changes.map(({ control, variant, from, to, hosts: count, examples }) => [
    { text: control },
    { text: limitsOf(variant) },
    { text: `${from ?? '-'} → ${to ?? '-'}` },
    { text: String(count) },
    { text: examples.map(({ name }) => plain(name)).join(', ') },
  ]);
  const headings = ['control', 'limits', 'verdict', 'hosts', 'such as'];
  return `${table(headings, rows, [1, 1, 0, 0, 2], terminalWidth())}\n${summary}`;
}
