import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  boundedScan,
  gentleScan,
  enroll,
  LocalHost,
  lowerPriority,
  requireIdentity,
  scanAndPush,
  scanForever,
  sendStatus,
} from '@tenken/agent';
import { TenkenError } from '@tenken/shared';
import type { Command } from 'commander';
import { Option } from 'commander';
import { wholeNumber } from '../options.ts';
import { printJson, say } from '../output/print.ts';
import { untilStopped } from '../until-stopped.ts';

const identityOption = () =>
  new Option('--identity <folder>', 'where this host keeps its key and certificate')
    .env('TENKEN_IDENTITY')
    .default(join(process.cwd(), '.tenken', 'agent'), '.tenken/agent in the current folder');

export function addAgentCommand(program: Command): void {
  const agent = program.command('agent').description('the side that gathers evidence on a host and sends it');
  agent
    .command('enroll')
    .description('make a key on this host and have it certified for a token')
    .requiredOption('--server <url>', 'the collector, e.g. https://collector.example.jp:8443')
    .requiredOption('--authority <file>', "the collector's authority.pem, brought here by a trusted way")
    .addOption(new Option('--token <token>', 'enrolment token').env('TENKEN_TOKEN').makeOptionMandatory())
    .addOption(identityOption())
    .action(async (options: { server: string; authority: string; token: string; identity: string }) => {
      const { hostId } = await enroll({
        ...options,
        authority: read(options.authority),
        folder: options.identity,
      });
      say(`enrolled as ${hostId}`);
    });
  agent
    .command('run')
    .description('scan and send, once or at this host’s place in every interval')
    .addOption(identityOption())
    .option('--once', 'one report, then exit')
    .option(
      '--gently',
      'with --once: use a twentieth of all processors and take longer, as a scan in its interval does',
    )
    .option('--every <minutes>', 'interval', (value) => wholeNumber(value, 1, 1440), 60)
    .action(async (options: { identity: string; once?: boolean; gently?: boolean; every: number }) => {
      if (options.gently && !options.once) {
        throw new TenkenError('usage', '--gently goes with --once: a scan in its interval is gentle anyway.');
      }
      lowerPriority();
      const onProblem = (message: string, error?: unknown) =>
        say(`tenken: ${message}${error instanceof Error ? `: ${error.message}` : ''}`);
      if (options.once) {
        const receipt = await scanAndPush({
          host: new LocalHost(),
          folder: options.identity,
          onProblem,
          scan: options.gently ? gentleScan : boundedScan,
        });
        say(`report ${receipt.reportId} ${receipt.status}`);
        return;
      }
      const stop = new AbortController();
      void untilStopped().then(() => stop.abort());
      await scanForever({
        host: new LocalHost(),
        folder: options.identity,
        intervalMs: options.every * 60_000,
        scan: gentleScan,
        signal: stop.signal,
        onReceipt: (receipt) => say(`report ${receipt.reportId} ${receipt.status}`),
        onProblem,
      });
    });
  agent
    .command('status')
    .description('who this host is for its collector')
    .addOption(identityOption())
    .action((options: { identity: string }) => {
      const { hostId, reportsUrl } = requireIdentity(options.identity);
      printJson({ hostId, reportsUrl, sending: sendStatus(options.identity) });
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
