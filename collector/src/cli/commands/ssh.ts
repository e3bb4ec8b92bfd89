import { NameBook, Places } from '@tenken/agent';
import { judgeSsh, sshProfileIds, sshProfiles } from '@tenken/controls';
import type { ProfileJudgement, SshProfileId } from '@tenken/controls';
import { shownTarget } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { SshDocument } from '../documents.ts';
import { readVerifications } from '../../assessments/read-verifications.ts';
import { givenFile } from '../files.ts';
import { givenTargets } from '../network-targets.ts';
import { languageOf, wholeNumber } from '../options.ts';
import { print, printJson, progress, terminalWidth } from '../output/print.ts';
import { sshReport } from '../output/ssh-report.ts';
import { sshDocument } from '../ssh/document.ts';
import { measureSsh } from '../ssh/measure.ts';
import type { SshMeasurement } from '../ssh/measure.ts';

type Options = {
  file?: string;
  profile: SshProfileId;
  verified?: string;
  parallel: number;
  connections: number;
  timeout: number;
  4?: boolean;
  6?: boolean;
  allAddresses?: boolean;
  json?: boolean;
};

const profileList = sshProfileIds.map((id) => `  ${id.padEnd(24)}${sshProfiles[id].title.en}`).join('\n');

const helpText = `
Targets are HOST, HOST:PORT or [IPV6]:PORT; the port is 22 unless told. A file of targets (--file, UTF-8) has one on each
line; what is behind # is for people.

Profiles:
${profileList}

Examples:
  tenken ssh server.example.jp
  tenken ssh 192.0.2.10:2222 --profile hardened
  tenken ssh server.example.jp --verified rows.csv
  tenken ssh --file servers.txt --json > servers.json

Each name is looked up once. Nobody signs in: a usual server is asked in three connections that are broken off, one after
the other, and logs them. OpenSSH 9.8 and later shut an address out for some seconds that comes often in a short time.
Measure servers that you are in charge of.

Exit status:
  0  every server is as the profile asks
  1  a server is not
  2  no server falls short, but one could not be measured, or not all of it`;

export function addSshCommand(program: Command): void {
  program
    .command('ssh')
    .description('find out what SSH servers offer, and judge it')
    .argument('[targets...]', 'servers as HOST:PORT')
    .option('--file <file>', 'also the targets in this file')
    .addOption(
      new Option('--profile <id>', 'rules or policy to judge by').choices(sshProfileIds).default('cryptrec'),
    )
    .option('--verified <file>', "record of rows that somebody has compared with the issuer's text")
    .option('--parallel <number>', 'servers at the same time', (value) => wholeNumber(value, 1, 64), 4)
    .option('--connections <number>', 'to one server at most', (value) => wholeNumber(value, 1, 20), 5)
    .option('--timeout <seconds>', 'for one server', (value) => wholeNumber(value, 1, 3600), 30)
    .addOption(new Option('-4', 'IPv4 addresses only').conflicts('6'))
    .addOption(new Option('-6', 'IPv6 addresses only'))
    .option('--all-addresses', 'each address of a name, not the first that answers')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (named: string[], options: Options, command: Command) => {
      const language = languageOf(command);
      const { profile } = options;
      const verified = options.verified === undefined ? [] : readVerifications(givenFile(options.verified));
      const targets = givenTargets(named, options.file, 'ssh');
      const now = new Date();
      const judged = ({ ssh }: SshMeasurement) =>
        ssh === null ? null : judgeSsh(ssh, sshProfiles[profile], { now, verified });
      const names = new NameBook();
      const places = new Places(options.parallel);
      const shown = progress();
      let done = 0;
      const work = targets.map((target) =>
        places.take(async () => {
          const measured = await measureSsh(target, names, {
            family: options[4] ? 4 : options[6] ? 6 : undefined,
            allAddresses: options.allAddresses ?? false,
            timeoutMs: options.timeout * 1000,
            maxConnections: options.connections,
          });
          done += 1;
          if (targets.length > 1) shown.step(`${done}/${targets.length} ${shownTarget(target)}`);
          return measured;
        }),
      );
      const judgements: (ProfileJudgement | null)[] = [];
      const documents: SshDocument[] = [];
      // In the order in which they were named, each as soon as those before it are done.
      for (const one of work) {
        for (const measured of await one) {
          const judgement = judged(measured);
          judgements.push(judgement);
          if (options.json) documents.push(sshDocument(measured, judgement, language));
          else {
            shown.done();
            print(sshReport(measured, judgement, { profile, language, width: terminalWidth() }));
          }
        }
      }
      shown.done();
      if (options.json) printJson(targets.length === 1 && documents.length === 1 ? documents[0] : documents);
      process.exitCode = exitCode(judgements);
    });
}

function exitCode(judgements: readonly (ProfileJudgement | null)[]): 0 | 1 | 2 {
  const outcomes = judgements.map((judgement) => judgement?.levels[0]?.outcome ?? 'undetermined');
  if (outcomes.includes('not-met')) return 1;
  return outcomes.every((outcome) => outcome === 'met') ? 0 : 2;
}
