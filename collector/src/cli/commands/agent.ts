import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  boundedScan,
  checkTarget,
  gentleScan,
  enroll,
  enrollTargets,
  LocalHost,
  lowerPriority,
  readTargets,
  requireIdentity,
  scanAndPush,
  scanForever,
  scanTargetsForever,
  scanTargetsOnce,
  sendStatus,
  targetListPath,
  targetStatus,
} from '@tenken/agent';
import type { GatewayTarget } from '@tenken/agent';
import { TenkenError } from '@tenken/shared';
import type { ReportReceipt } from '@tenken/shared';
import type { Command } from 'commander';
import { Option } from 'commander';
import { wholeNumber } from '../options.ts';
import type { GatewayCheckDocument, GatewayStatusDocument } from '../documents.ts';
import { printJson, say } from '../output/print.ts';
import { untilStopped } from '../until-stopped.ts';

const identityOption = () =>
  new Option('--identity <folder>', 'where this host keeps its key and certificate')
    .env('TENKEN_IDENTITY')
    .default(join(process.cwd(), '.tenken', 'agent'), '.tenken/agent in the current folder');

const gatewayHelp = `
The list is gateway.json in the --identity folder; paths in it may be relative to that folder:
  {
    "parallel": 4,
    "targets": [
      { "name": "web-1", "address": "ssh://tenken@192.0.2.10", "keyFile": "keys/web-1" },
      { "name": "db-1", "address": "ssh://tenken@192.0.2.20:2222", "keyFile": "keys/db-1",
        "jump": "tenken@bastion", "sudoPasswordFile": "secrets/db-1-sudo" }
    ]
  }
Host keys are read from known_hosts in that folder, or knownHostsFile of a target. Also: keyPassphraseFile, agentSocket,
passwordFile, sudo ("never"). Keys and passwords stay on this gateway. A changed list is read at the next start.`;

export function addAgentCommand(program: Command): void {
  const agent = program.command('agent').description('the side that gathers evidence on a host and sends it');
  addGatewayCommand(agent);
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
          isRoutine: options.gently === true,
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

/** Machines without an agent that this one scans over SSH; each is a host of its own to the collector. */
function addGatewayCommand(agent: Command): void {
  const gateway = agent
    .command('gateway')
    .description('scan machines that have no agent, over SSH, each as a host of its own')
    .addHelpText('after', gatewayHelp);
  const nameArgument = '[names...]';
  gateway
    .command('enroll')
    .description('make an identity on this gateway for each target that has none')
    .argument(nameArgument, 'targets; all of them unless told')
    .requiredOption('--server <url>', 'the collector, e.g. https://collector.example.jp:8443')
    .requiredOption('--authority <file>', "the collector's authority.pem, brought here by a trusted way")
    .addOption(
      new Option('--token <token>', 'enrolment token, good for as many hosts')
        .env('TENKEN_TOKEN')
        .makeOptionMandatory(),
    )
    .addOption(identityOption())
    .action(
      async (
        names: string[],
        options: { server: string; authority: string; token: string; identity: string },
      ) => {
        const targets = chosenTargets(options.identity, names);
        const asked = { ...options, authority: read(options.authority) };
        for (const { target, hostId, isNew } of await enrollTargets(targets, asked)) {
          say(`${target} ${isNew ? 'enrolled' : 'is enrolled'} as ${hostId}`);
        }
      },
    );
  gateway
    .command('run')
    .description('scan and send, once or at each target’s place in every interval')
    .argument(nameArgument, 'targets; all of them unless told')
    .addOption(identityOption())
    .option('--once', 'one report of each, then exit')
    .option('--every <minutes>', 'interval', (value) => wholeNumber(value, 1, 1440), 60)
    .action(async (names: string[], options: { identity: string; once?: boolean; every: number }) => {
      const list = { ...readTargets(options.identity), targets: chosenTargets(options.identity, names) };
      const gatewayOptions = {
        list,
        onReceipt: (target: string, receipt: ReportReceipt) =>
          say(`${target}: report ${receipt.reportId} ${receipt.status}`),
        onProblem: (target: string, message: string, error?: unknown) =>
          say(`tenken: ${target}: ${message}${error instanceof Error ? `: ${error.message}` : ''}`),
      };
      if (options.once) {
        if ((await scanTargetsOnce(gatewayOptions)) > 0) process.exitCode = 2;
        return;
      }
      const stop = new AbortController();
      void untilStopped().then(() => stop.abort());
      await scanTargetsForever({
        ...gatewayOptions,
        intervalMs: options.every * 60_000,
        signal: stop.signal,
      });
    });
  gateway
    .command('check')
    .description('sign in to each target and say with which rights; nothing is scanned')
    .argument(nameArgument, 'targets; all of them unless told')
    .addOption(identityOption())
    .option('--json', 'print one JSON document')
    .action(async (names: string[], options: { identity: string; json?: boolean }) => {
      const checked: GatewayCheckDocument = [];
      for (const target of chosenTargets(options.identity, names)) {
        try {
          const { platform, administrator } = await checkTarget(target);
          checked.push({ target: target.name, platform, administrator });
          say(`${target.name}: ${platform}, ${administrator ? 'administrator' : 'no administrator rights'}`);
        } catch (error) {
          if (!(error instanceof TenkenError)) throw error;
          checked.push({ target: target.name, code: error.code, message: error.message });
          say(`${target.name}: ${error.message} [${error.code}]`);
          process.exitCode = 2;
        }
      }
      if (options.json) printJson(checked);
    });
  gateway
    .command('status')
    .description('who each target is for its collector, and what waits to be sent')
    .addOption(identityOption())
    .action((options: { identity: string }) =>
      printJson(targetStatus(readTargets(options.identity)) satisfies GatewayStatusDocument),
    );
}

/** @throws {TenkenError} `targets-invalid`, `usage` for a name that is not in the list */
function chosenTargets(folder: string, names: readonly string[]): readonly GatewayTarget[] {
  const { targets } = readTargets(folder);
  for (const name of names) {
    if (targets.some((target) => target.name === name)) continue;
    throw new TenkenError('usage', `${targetListPath(folder)} names no target ${name}.`);
  }
  return names.length === 0 ? targets : targets.filter(({ name }) => names.includes(name));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
