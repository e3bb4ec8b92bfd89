import { evidenceKinds } from '@tenken/controls';
import { AgentSettings, TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { dataOption, wholeNumber } from '../options.ts';
import { printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type Numbers = Omit<AgentSettings, 'kindsOff'>;
type Options = Numbers & { data: string; off?: string[]; on?: string[]; reset?: boolean };

const number = (least: number, most: number) => (value: string) => wholeNumber(value, least, most);

const kinds = (flags: string, description: string) =>
  new Option(flags, description).choices(evidenceKinds.map(({ id }) => id));

/** `tenken collector settings`: what agents are asked to do. Without options it shows what holds. */
export function addSettingsCommand(collector: Command): void {
  collector
    .command('settings')
    .description('show or change what this collector asks of its agents; they take it with their next report')
    .addOption(dataOption())
    .option('--scan-every-minutes <number>', 'of agents that stay', number(5, 1440))
    .addOption(
      kinds('--off <kinds...>', 'kinds of evidence that are not read: their controls become unknown'),
    )
    .addOption(kinds('--on <kinds...>', 'kinds of evidence that are read again'))
    .option('--spool-megabytes <number>', 'reports kept while the collector is away', number(1, 1024))
    .option('--spool-days <number>', 'and for how long', number(1, 90))
    .option('--scan-deadline-seconds <number>', 'wall clock of one scan', number(10, 3600))
    .option('--scan-cpu-seconds <number>', 'time of processors of one scan', number(5, 3600))
    .option('--scan-memory-megabytes <number>', 'memory of one scan', number(128, 8192))
    .option('--reset', "back to the agents' own defaults, before the other options")
    .action(async ({ data, off = [], on = [], reset, ...numbers }: Options) => {
      const both = off.find((kind) => on.includes(kind));
      if (both !== undefined) {
        throw new TenkenError('usage', `${both} is in --on and in --off. Name it in one of them.`);
      }
      await withStore(data, async ({ agentSettings }) => {
        const before = await agentSettings.newest();
        if (!reset && off.length + on.length + Object.keys(numbers).length === 0) {
          printJson(before ?? { settings: {} });
          return;
        }
        const base = reset ? {} : (before?.settings ?? {});
        const kindsOff = [...new Set([...(base.kindsOff ?? []), ...off])].filter(
          (kind) => !on.includes(kind),
        );
        const settings = AgentSettings.parse({ ...base, ...numbers, kindsOff: kindsOff.toSorted() });
        say(`settings ${await agentSettings.change(settings, consoleChange())}`);
      });
    });
}
