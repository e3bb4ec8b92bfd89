import { evidenceKinds } from '@tenken/controls';
import { AgentSettings, maxSettingsTargets, networkTarget, targetName, TenkenError } from '@tenken/shared';
import type { TargetKind } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { dataOption, wholeNumber } from '../options.ts';
import { printJson, say } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type Numbers = Omit<AgentSettings, 'kindsOff' | 'tlsTargets' | 'sshTargets'>;
type Options = Numbers & {
  data: string;
  off?: string[];
  on?: string[];
  tlsTargets?: string[] | true;
  sshTargets?: string[] | true;
  reset?: boolean;
};

const number = (least: number, most: number) => (value: string) => wholeNumber(value, least, most);

const kinds = (flags: string, description: string) =>
  new Option(flags, description).choices(evidenceKinds.map(({ id }) => id));

const helpText = `
Servers that an agent measures (network devices, load balancers) are named in network-targets.txt in the agent's folder on
its host, or here. What is named here is refused by a host where any of its addresses is private, loopback, link-local,
metadata or the like, until the administrator of the host writes 'allow 10.1.2.0/24' (its network) into that file.`;

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
    .option(
      '--tls-targets [targets...]',
      'servers that every agent measures, as HOST:PORT or smtp://HOST:PORT; without any: none. Private addresses need an allow line on the host',
    )
    .option('--ssh-targets [targets...]', 'the same for SSH servers')
    .option('--reset', "back to the agents' own defaults, before the other options")
    .addHelpText('after', helpText)
    .action(async ({ data, off = [], on = [], reset, tlsTargets, sshTargets, ...numbers }: Options) => {
      const targets = {
        ...(tlsTargets !== undefined && { tlsTargets: settingsTargets(tlsTargets, 'tls') }),
        ...(sshTargets !== undefined && { sshTargets: settingsTargets(sshTargets, 'ssh') }),
      };
      const both = off.find((kind) => on.includes(kind));
      if (both !== undefined) {
        throw new TenkenError('usage', `${both} is in --on and in --off. Name it in one of them.`);
      }
      await withStore(data, async ({ agentSettings }) => {
        const before = await agentSettings.newest();
        if (!reset && off.length + on.length + Object.keys({ ...numbers, ...targets }).length === 0) {
          printJson(before ?? { settings: {} });
          return;
        }
        const base = reset ? {} : (before?.settings ?? {});
        const kindsOff = [...new Set([...(base.kindsOff ?? []), ...off])].filter(
          (kind) => !on.includes(kind),
        );
        const settings = AgentSettings.parse({
          ...base,
          ...numbers,
          ...targets,
          kindsOff: kindsOff.toSorted(),
        });
        say(`settings ${await agentSettings.change(settings, consoleChange())}`);
      });
    });
}

/** As agents take them: `HOST:PORT` or `HOST:PORT/PROTOCOL`. @throws {TenkenError} `usage` */
function settingsTargets(named: string[] | true, kind: TargetKind): string[] {
  if (named === true) return [];
  const targets = named.map((one) => {
    const target = networkTarget(one, kind);
    const isPlain = target.serverName === null || target.serverName === target.host;
    if (!isPlain || target.host.includes('%')) {
      throw new TenkenError(
        'usage',
        `${one}: a name for the server, or an interface, can be told in network-targets.txt on the host only.`,
      );
    }
    return target.startTls === null ? targetName(target) : `${targetName(target)}/${target.startTls}`;
  });
  const distinct = [...new Set(targets)];
  if (distinct.length <= maxSettingsTargets) return distinct;
  throw new TenkenError('usage', `These are ${distinct.length} servers; at most ${maxSettingsTargets} fit.`);
}
