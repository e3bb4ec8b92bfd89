import type { Command } from 'commander';
import { createLogger } from '../../logger.ts';
import { openCollector } from '../../server.ts';
import { dataOption, languageOf, port, wholeNumber } from '../options.ts';
import { print, printJson, say } from '../output/print.ts';
import { setUpHint } from '../output/set-up-hint.ts';
import { untilStopped } from '../until-stopped.ts';
import { consoleChange, withStore } from '../with-store.ts';

type RunOptions = {
  data: string;
  port: number;
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
    .option('--port <port>', 'for people and enrolment, on loopback', port, 8443)
    .option('--agent-port <port>', 'for enrolled agents', port, 8444)
    .option('--agent-listen <address>', 'address that agents are served at', '127.0.0.1')
    .option('--public-name <name>', 'name or address under which agents reach this collector', 'localhost')
    .option('--log-level <level>', 'trace, debug, info, warn, error', 'info')
    .action(async (options: RunOptions, command: Command) => {
      const stopped = untilStopped();
      const collectorRunning = await openCollector({ ...options, logger: createLogger(options.logLevel) });
      say(`page and enrolment: ${collectorRunning.url}\nagents: ${collectorRunning.agentUrl}`);
      if (collectorRunning.setUp) say(setUpHint(collectorRunning.setUp, languageOf(command)));
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
      const { label, hours, uses } = options;
      const wanted = { label, uses, lifetimeMs: hours * hourMs, ...consoleChange() };
      const token = await withStore(options.data, ({ enrolments }) => enrolments.createToken(wanted));
      if (options.json) printJson({ token, uses, hours });
      else print(token);
    });
}
