import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { baselineOf, configurationKinds, evidenceKinds, settingsOf } from '@tenken/controls';
import { own, TenkenError } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { declarationColumns } from '../../assessments/declaration-columns.ts';
import { foldedName } from '../../assessments/folded-name.ts';
import { csvBytes } from '../../documents/csv/write-csv.ts';
import type { HostSummary } from '../../store/hosts/host-repository.ts';
import { writeNewFile } from '../files.ts';
import { dataOption } from '../options.ts';
import { plain, print, say } from '../output/print.ts';
import { withStore } from '../with-store.ts';

type BaselineOptions = { data: string; kind?: string[]; target?: string; out?: string };

const help = `
Review the lines, take out what need not stay as it is, and declare them:
  tenken host baseline web-01 --out 基準構成.csv
  tenken system declare juki --kind baselines --entries 基準構成.csv --person 佐藤 --review 2027-03-31
The control configuration-baseline-kept compares each line with the newest
evidence. A list has a line for each element; its line [*] says that nothing
else may be there. 対象 is a host's name, a label, an operating system (linux,
windows, macos) or *; the narrower holds where two lines tell the same setting.`;

/** `tenken host baseline`: the settings of a host, in the form in which a baseline is declared. */
export function addHostBaselineCommand(host: Command): void {
  host
    .command('baseline')
    .description("a host's settings by its newest evidence, as the CSV that declares them as its baseline")
    .argument('<host>', 'its id or name')
    .addOption(dataOption())
    .addOption(
      new Option('--kind <kind...>', 'kinds of evidence; all that hold settings unless told').choices([
        ...configurationKinds,
      ]),
    )
    .option('--target <text>', "what stands in the column 対象; the host's name unless told")
    .option('--out <file>', 'a new file in the place of standard output')
    .addHelpText('after', help)
    .action(async (name: string, options: BaselineOptions) => {
      const { found, evidence } = await withStore(options.data, async ({ hosts, reports }) => {
        const found = hostNamed(await hosts.all(), name);
        return { found, evidence: await reports.newestEvidence(found.id) };
      });
      const target = options.target ?? found.name;
      const rows = configurationKinds
        .filter((kind) => options.kind?.includes(kind) ?? true)
        .flatMap((kind) => linesOf(kind, evidence.get(kind)))
        .map(({ setting, value }) => ({ target, setting, value }));
      if (rows.length === 0) {
        throw new TenkenError('host-unknown', `Of ${plain(found.name)} no settings are known yet.`);
      }
      const bytes = await csvOf(rows);
      if (options.out === undefined) process.stdout.write(bytes);
      else {
        writeNewFile(options.out, bytes);
        print(options.out);
      }
    });
}

/** What could not be read in full is no baseline: later more of it may be seen, and nothing would have changed. */
function linesOf(kind: string, evidence: Evidence | undefined): { setting: string; value: string }[] {
  if (evidence === undefined) return leftOut(kind, 'never reported');
  const { body, collectedAt } = evidence;
  if (body.result.status === 'failed') return leftOut(kind, body.result.failure.code);
  const known = evidenceKinds.find(({ id }) => id === kind);
  const parsed = known?.schema.safeParse(body.result.data);
  if (!parsed?.success || body.version > (known?.version ?? 0)) {
    return leftOut(kind, 'this version cannot read it');
  }
  const data = parsed.data as { unread?: { what: string; code: string }[] };
  const [unread] = data.unread ?? [];
  if (unread) return leftOut(kind, `${plain(unread.what)}: ${unread.code}`);
  say(`${kind}: as of ${collectedAt}`);
  return baselineOf(settingsOf(kind, data));
}

function leftOut(kind: string, why: string): [] {
  say(`${kind}: left out (${why})`);
  return [];
}

async function csvOf(rows: readonly Record<string, string>[]): Promise<Buffer> {
  const columns = declarationColumns.baselines;
  const table = {
    id: 'baselines',
    title: '基準構成',
    columns: columns.map(({ heading }) => ({ head: heading, width: 20 })),
    rows: () => rows.map((row) => columns.map(({ field }) => own(row, field) ?? null)),
  };
  return buffer(Readable.from(csvBytes(table, { encoding: 'utf-8' })));
}

/** @throws {TenkenError} `host-unknown`, also where several hosts bear the name */
function hostNamed(hosts: readonly HostSummary[], name: string): HostSummary {
  const found = hosts.filter(
    (host) => host.id === name || (host.status !== 'revoked' && foldedName(host.name) === foldedName(name)),
  );
  const [one, another] = found;
  if (one && !another) return one;
  const why = one
    ? `Several hosts are named ${plain(name)}: ${found.map(({ id }) => id).join(', ')}. Name the id.`
    : `No host has the id or name ${plain(name)}. tenken host list shows them.`;
  throw new TenkenError('host-unknown', why);
}
