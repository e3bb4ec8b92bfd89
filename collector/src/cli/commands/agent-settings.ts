import { evidenceKinds } from '@tenken/controls';
import { AgentSettings, TenkenError } from '@tenken/shared';
import type { Command } from 'commander';
import { dataOption, wholeNumber } from '../options.ts';
import { plain, printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type Numbers = Omit<AgentSettings, 'kindsOff'>;
type Options = Numbers & { data: string; off?: string[]; on?: string[]; reset?: boolean };

const number = (least: number, most: number) => (value: string) => wholeNumber(value, least, most);

/** `tenken collector settings`: what agents are asked to do. Without options it shows what holds. */
export function addSettingsCommand(collector: Command): void {
  collector
    .command('settings')
    .description('show or change what this collector asks of its agents; they take it with their next report')
    .addOption(dataOption())
    .option('--scan-every-minutes <number>', 'of agents that stay', number(5, 1440))
    .option('--off <kinds...>', 'kinds of evidence that are not read: their controls become unknown')
    .option('--on <kinds...>', 'kinds of evidence that are read again')
    .option('--spool-megabytes <number>', 'reports kept while the collector is away', number(1, 1024))
    .option('--spool-days <number>', 'and for how long', number(1, 90))
    .option('--scan-deadline-seconds <number>', 'wall clock of one scan', number(10, 3600))
    .option('--scan-cpu-seconds <number>', 'time of processors of one scan', number(5, 3600))
    .option('--scan-memory-megabytes <number>', 'memory of one scan', number(128, 8192))
    .option('--reset', "back to the agents' own defaults, before the other options")
    .action(async ({ data, off = [], on = [], reset, ...numbers }: Options) => {
      const unknown = [...off, ...on].find((kind) => !evidenceKinds.some(({ id }) => id === kind));
      if (unknown !== undefined) {
        const known = evidenceKinds.map(({ id }) => id).join(', ');
        throw new TenkenError('usage', `${plain(unknown)} is no kind of evidence. There are: ${known}.`);
      }
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
