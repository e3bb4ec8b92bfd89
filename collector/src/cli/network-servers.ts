import { NameBook, Places } from '@tenken/agent';
import type { Family } from '@tenken/agent';
import { shownTarget } from '@tenken/shared';
import type { NetworkTarget } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { wholeNumber } from './options.ts';
import { print, printJson, progress } from './output/print.ts';

/** What the commands that measure servers on the network have in common. */
export type NetworkOptions = {
  file?: string;
  verified?: string;
  parallel: number;
  timeout: number;
  4?: boolean;
  6?: boolean;
  allAddresses?: boolean;
  json?: boolean;
};

export function addNetworkOptions(command: Command, { timeoutSeconds }: { timeoutSeconds: number }): Command {
  return command
    .option(
      '--verified <file>',
      "record of rows that somebody has compared with the issuer's text: CSV or JSON; system declare --kind compared-profile-rows --template FILE writes an empty one",
    )
    .option('--parallel <number>', 'servers at the same time', (value) => wholeNumber(value, 1, 64), 4)
    .option('--timeout <seconds>', 'for one server', (value) => wholeNumber(value, 1, 3600), timeoutSeconds)
    .addOption(new Option('-4', 'IPv4 addresses only').conflicts('6'))
    .addOption(new Option('-6', 'IPv6 addresses only'))
    .option('--all-addresses', 'each address of a name, not the first that answers')
    .option('--json', 'print one JSON document');
}

/** How the addresses of a server are chosen and how long each may take. */
export type MeasureOptions = {
  family?: Family | undefined;
  /** Every address of a name, instead of the first that takes a connection. */
  allAddresses: boolean;
  /** Of one address. */
  timeoutMs: number;
};

/** Whether what was found is as strong as asked for. */
export type Strength = 'met' | 'not-met' | 'undetermined';

/** How the servers of one protocol are measured, judged and told. */
export type ServerSteps<Measured> = {
  measure(target: NetworkTarget, names: NameBook, options: MeasureOptions): Promise<Measured[]>;
  strength(measured: Measured): Strength;
  document(measured: Measured): unknown;
  report(measured: Measured): string;
};

/**
 * Measures servers, some at the same time, and tells of each in the order in which they were named, as soon as those
 * before it are done.
 *
 * @returns the exit status: 0 = all are strong enough, 1 = one is not, 2 = none falls short, but not all could be told
 */
export async function measureServers<Measured>(
  targets: readonly NetworkTarget[],
  options: NetworkOptions,
  steps: ServerSteps<Measured>,
): Promise<0 | 1 | 2> {
  const names = new NameBook();
  const places = new Places(options.parallel);
  const shown = progress();
  const measureOptions = {
    family: options[4] ? 4 : options[6] ? 6 : undefined,
    allAddresses: options.allAddresses ?? false,
    timeoutMs: options.timeout * 1000,
  } as const;
  let done = 0;
  const work = targets.map((target) =>
    places.take(async () => {
      const measured = await steps.measure(target, names, measureOptions);
      done += 1;
      if (targets.length > 1) shown.step(`${done}/${targets.length} ${shownTarget(target)}`);
      return measured;
    }),
  );
  const strengths: Strength[] = [];
  const documents: unknown[] = [];
  for (const one of work) {
    for (const measured of await one) {
      strengths.push(steps.strength(measured));
      if (options.json) documents.push(steps.document(measured));
      else {
        shown.done();
        print(steps.report(measured));
      }
    }
  }
  shown.done();
  if (options.json) printJson(targets.length === 1 && documents.length === 1 ? documents[0] : documents);
  if (strengths.includes('not-met')) return 1;
  return strengths.every((strength) => strength === 'met') ? 0 : 2;
}
