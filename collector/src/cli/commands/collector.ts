import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { createLogger } from '../../logger.ts';
import type { Limits } from '../../limits/limits.ts';
import { readSingleSignOnSettings } from '../../people/single-sign-on/settings.ts';
import type { SingleSignOnOptions } from '../../people/single-sign-on/settings.ts';
import { keepDays, openCollector } from '../../server.ts';
import { dataOption, languageOf, limit, port, wholeNumber } from '../options.ts';
import { say } from '../output/print.ts';
import { setUpHint } from '../output/set-up-hint.ts';
import { addAlertOptions, readAlertOptions } from '../alert-options.ts';
import type { AlertOptions } from '../alert-options.ts';
import { addSingleSignOnOptions } from '../single-sign-on-options.ts';
import { untilStopped } from '../until-stopped.ts';
import { addSettingsCommand } from './agent-settings.ts';
import { addImportKeyCommand } from './import-key.ts';
import { addRecountCommand } from './recount.ts';
import { addTokenCommands } from './tokens.ts';

type RunOptions = AlertOptions &
  SingleSignOnOptions & {
    data: string;
    port: number;
    listen: string;
    agentPort: number;
    agentListen: string;
    publicName: string;
    logLevel: string;
    authorityCert?: string;
    authorityKey?: string;
    certificateDays: number;
    keepDays: number;
    limit?: Partial<Limits>;
  };

const dayMs = 24 * 60 * 60 * 1000;

export function addCollectorCommand(program: Command): void {
  const collector = program
    .command('collector')
    .description('the long-running side that stores, judges and serves');
  const run = collector
    .command('run')
    .description('run a collector until it is stopped')
    .addOption(dataOption())
    .option('--port <port>', 'for people and enrolment', port, 8443)
    .option('--listen <address>', 'address that people and enrolment are served at', '127.0.0.1')
    .option('--agent-port <port>', 'for enrolled agents', port, 8444)
    .option('--agent-listen <address>', 'address that agents are served at', '127.0.0.1')
    .option('--public-name <name>', 'name or address under which agents reach this collector', 'localhost')
    .addOption(
      new Option('--log-level <level>', 'what the log on stderr holds')
        .choices(['trace', 'debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .option(
      '--authority-cert <file>',
      'an authority that exists: PEM chain, issuing certificate first, root last',
    )
    .option('--authority-key <file>', 'its key, ECDSA P-256, PEM')
    .option(
      '--certificate-days <number>',
      "how long agents' certificates are good; agents renew them after two thirds",
      (value) => wholeNumber(value, 1, 365),
      30,
    )
    .option(
      '--keep-days <number>',
      'how long reports, replaced evidence and past findings are kept; what is newest, and what a legal hold pins, is kept for good',
      (value) => wholeNumber(value, 30, 36_500),
      keepDays,
    )
    .option(
      '--limit <name=number>',
      'another limit than in shared/docs/limits.md; may come more than once',
      limit,
    );
  addAlertOptions(run);
  addSingleSignOnOptions(run).action(async (options: RunOptions, command: Command) => {
    const stopped = untilStopped();
    const { authorityCert, authorityKey } = options;
    if ((authorityCert === undefined) !== (authorityKey === undefined)) {
      throw new TenkenError('usage', '--authority-cert and --authority-key go together.');
    }
    const singleSignOn = readSingleSignOnSettings(options);
    const collectorRunning = await openCollector({
      ...options,
      ...(authorityCert !== undefined && authorityKey !== undefined
        ? { authority: { certificate: authorityCert, key: authorityKey } }
        : {}),
      ...(singleSignOn === undefined ? {} : { singleSignOn }),
      alerts: readAlertOptions(options),
      ...(options.limit === undefined ? {} : { limits: options.limit }),
      keepMs: options.keepDays * dayMs,
      clientLifetimeMs: options.certificateDays * dayMs,
      logger: createLogger(options.logLevel),
    });
    say(`page and enrolment: ${collectorRunning.url}\nagents: ${collectorRunning.agentUrl}`);
    if (collectorRunning.setUp) say(setUpHint(collectorRunning.setUp, languageOf(command)));
    await stopped;
    await collectorRunning.close();
  });
  addTokenCommands(collector);
  addImportKeyCommand(collector);
  addRecountCommand(collector);
  addSettingsCommand(collector);
}
