import { userInfo } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { addDeskOptions, placeOf } from '../desk/desk-options.ts';
import { runDeploy } from '../deploy/run-deploy.ts';
import type { DeployOptions } from '../deploy/run-deploy.ts';
import { isGood } from '../deploy/results.ts';
import { toleranceOf } from '../deploy/rings.ts';
import type { Tolerance } from '../deploy/rings.ts';
import type { DeployDocument } from '../documents.ts';
import { languageOf, wholeNumber } from '../options.ts';
import { deployTable } from '../output/deploy-table.ts';
import { print, printJson, say } from '../output/print.ts';

const more = `
The inventory is a list of hosts: .yaml (Tenken's own, or Ansible's), .csv, or Ansible's INI form. Each host's key has to be
in known_hosts. On a host the version that runs stays beside the new one; the host itself puts it back when no report of
the new one was acknowledged within --trial-minutes. A second run changes nothing; one that was interrupted goes on.

  tenken deploy hosts.yaml --package deploy/dist --collector https://tenken.example.jp:8443 --dry-run
  tenken deploy hosts.yaml --package deploy/dist --collector https://tenken.example.jp:8443 --rings canary,10%,50%

Exit status:
  0  every host is as it should be
  1  some are not; the table says which and why
  2  it could not be begun`;

/** `tenken deploy`: an administrator's own command; no collector can do it by itself. */
export function addDeployCommand(program: Command): void {
  const deploy = program
    .command('deploy')
    .description('install or upgrade agents on many Linux hosts over SSH')
    .argument('<inventory>', 'the hosts: .yaml, .csv, or an Ansible inventory')
    .option(
      '--package <path>',
      'package of the agent (tenken-agent-VERSION-linux-x64.tar.gz) or a folder of them, with SHA256SUMS beside; may be given several times',
      (path: string, before: string[] | undefined) => [...(before ?? []), path],
    )
    .option('--collector <url>', 'where hosts reach the collector (the address of --server unless told)')
    .option('--user <name>', 'who signs in, where the inventory does not say', userInfo().username);
  addDeskOptions(deploy);
  for (const option of sshOptions()) deploy.addOption(option);
  deploy
    .option('--only <name>', 'this host or group of the inventory and no other')
    .option('--parallel <number>', 'hosts at the same time', (text) => wholeNumber(text, 1, 200), 10)
    .option('--rings <list>', 'groups or percentages of all hosts, one after the other, e.g. canary,10%,50%')
    .addOption(
      new Option(
        '--max-failures <number>',
        'stop when in a ring more hosts than these, or than this share of them, have failed or gone back',
      )
        .argParser(tolerance)
        .default({ kind: 'percent', most: 10 } satisfies Tolerance, '10%'),
    )
    .option(
      '--trial-minutes <number>',
      'how long a new version has to deliver a report',
      (text) => wholeNumber(text, 1, 1440),
      10,
    )
    .option('--roll-back', 'in place of --package: put the version before back, which is kept beside')
    .option(
      '--remove',
      'in place of --package: take agents away; identity and waiting reports stay on the host',
    )
    .option('--dry-run', 'only say what would be changed')
    .option('--run-file <file>', 'what an interrupted run has done (INVENTORY.run unless told)')
    .option('--fresh', 'forget what an interrupted run has done')
    .option('--json', 'print one JSON document')
    .addHelpText('after', more)
    .action(async (inventory: string, options: DeployOptions & { json?: boolean }, command: Command) => {
      const end = await runDeploy(inventory, { ...options, place: placeOf(command) });
      process.exitCode = end.results.every((result) => isGood(result)) ? 0 : 1;
      if (options.json) {
        printJson({
          programs: end.programs,
          dryRun: options.dryRun === true,
          stopped: end.stopped,
          hosts: end.results.map((result) => ({ ...result, changes: [...result.changes] })),
        } satisfies DeployDocument);
        return;
      }
      print(deployTable(end.results, languageOf(command)));
      if (end.stopped?.why === 'interrupted') say('Interrupted: the same command goes on where this ended.');
    });
}

/** As the scan of one host has them; the host and what goes with network devices aside. */
function sshOptions(): Option[] {
  return [
    new Option('--key <file>', 'private key to sign in with; may be given several times').argParser(
      (file: string, before: string[] | undefined) => [...(before ?? []), file],
    ),
    new Option('--key-passphrase-file <file>', 'holds the passphrase of the key'),
    new Option('--password-file <file>', 'holds the password, for servers that take no key'),
    new Option('--jump <address>', 'reach hosts through USER@HOST[:PORT], where the inventory does not say'),
    new Option('--known-hosts <file>', 'keys that hosts may have (your own known_hosts unless told)'),
    new Option('--no-sudo', 'sign in as root only'),
    new Option('--sudo-password-file <file>', 'holds the password that sudo asks for'),
  ];
}

function tolerance(text: string): Tolerance {
  const read = toleranceOf(text);
  if (read) return read;
  throw new InvalidArgumentError('Write a number of hosts, such as 3, or a share, such as 10%.');
}
