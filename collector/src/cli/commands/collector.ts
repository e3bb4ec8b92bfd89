import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { createLogger } from '../../logger.ts';
import { openCollector } from '../../server.ts';
import { openDataDirectory } from '../../store/data-directory.ts';
import { repositories } from '../../store/repositories.ts';
import { openSqliteStore } from '../../store/store.ts';
import { dataOption, port, wholeNumber } from '../options.ts';
import { print, printJson, say } from '../output/print.ts';
import { untilStopped } from '../until-stopped.ts';

type RunOptions = {
  data: string;
  port: number;
  listen: string;
  agentPort: number;
  agentListen: string;
  publicName: string;
  logLevel: string;
};

type TokenOptions = { data: string; label: string; hours: number; uses: number; json?: boolean };

const hourMs = 60 * 60 * 1000;

export function addCollectorCommand(program: Command): void {
  const collector = program
    .command('collector')
    .description('the long-running side that stores, judges and serves');
  collector
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
    .action(async (options: RunOptions) => {
      const stopped = untilStopped();
      const collectorRunning = await openCollector({ ...options, logger: createLogger(options.logLevel) });
      if (!isLoopback(options.listen)) {
        say('warning: page and API have no accounts yet: whoever reaches this address can read all results');
      }
      say(`page and enrolment: ${collectorRunning.url}\nagents: ${collectorRunning.agentUrl}`);
      await stopped;
      await collectorRunning.close();
    });
  collector
    .command('token')
    .description('make an enrolment token; it is shown once')
    .addOption(dataOption())
    .option('--label <text>', 'what it is for, e.g. a department', '')
    .option('--hours <number>', 'how long it is good', (value) => wholeNumber(value, 1, 24 * 90), 24)
    .option('--uses <number>', 'for how many hosts', (value) => wholeNumber(value, 1, 100_000), 1)
    .option('--json', 'print one JSON document')
    .action(async (options: TokenOptions) => {
      if (!existsSync(join(options.data, 'tenken.db'))) {
        throw new TenkenError(
          'data-directory-unusable',
          `${options.data} holds no collector's data. Start the collector there first, or name its folder with --data.`,
        );
      }
      const directory = openDataDirectory(options.data);
      const store = await openSqliteStore(directory.database);
      try {
        const token = await repositories(store).enrolments.createToken({
          label: options.label,
          now: Date.now(),
          lifetimeMs: options.hours * hourMs,
          uses: options.uses,
        });
        if (options.json) printJson({ token, uses: options.uses, hours: options.hours });
        else print(token);
      } finally {
        await store.close();
      }
    });
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}
