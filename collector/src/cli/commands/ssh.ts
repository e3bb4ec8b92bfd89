import { judgeSsh, sshProfileIds, sshProfiles } from '@tenken/controls';
import type { ProfileJudgement, SshProfileId } from '@tenken/controls';
import { Option } from 'commander';
import type { Command } from 'commander';
import { readVerifications } from '../../assessments/read-verifications.ts';
import { givenFile } from '../files.ts';
import { addNetworkOptions, measureServers } from '../network-servers.ts';
import type { NetworkOptions } from '../network-servers.ts';
import { givenTargets } from '../network-targets.ts';
import { languageOf, wholeNumber } from '../options.ts';
import { terminalWidth } from '../output/print.ts';
import { sshReport } from '../output/ssh-report.ts';
import { sshDocument } from '../ssh/document.ts';
import { measureSsh } from '../ssh/measure.ts';
import type { SshMeasurement } from '../ssh/measure.ts';

type Options = NetworkOptions & { profile: SshProfileId; connections: number };

type Judged = { measured: SshMeasurement; judgement: ProfileJudgement | null };

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
  const command = program
    .command('ssh')
    .description('find out what SSH servers offer, and judge it')
    .argument('[targets...]', 'servers as HOST:PORT')
    .option('--file <file>', 'also the targets in this file')
    .addOption(
      new Option('--profile <id>', 'rules or policy to judge by').choices(sshProfileIds).default('cryptrec'),
    )
    .option('--connections <number>', 'to one server at most', (value) => wholeNumber(value, 1, 20), 5);
  addNetworkOptions(command, { timeoutSeconds: 30 })
    .addHelpText('after', helpText)
    .action(async (named: string[], options: Options) => {
      const language = languageOf(command);
      const { profile } = options;
      const verified = options.verified === undefined ? [] : readVerifications(givenFile(options.verified));
      const now = new Date();
      const targets = givenTargets(named, options.file, 'ssh');
      process.exitCode = await measureServers<Judged>(targets, options, {
        async measure(target, names, measureOptions) {
          const addresses = await measureSsh(target, names, {
            ...measureOptions,
            maxConnections: options.connections,
          });
          return addresses.map((measured) => ({
            measured,
            judgement: measured.ssh && judgeSsh(measured.ssh, sshProfiles[profile], { now, verified }),
          }));
        },
        strength: ({ judgement }) => judgement?.levels[0]?.outcome ?? 'undetermined',
        document: ({ measured, judgement }) => sshDocument(measured, judgement, language),
        report: ({ measured, judgement }) =>
          sshReport(measured, judgement, { profile, language, width: terminalWidth() }),
      });
    });
}
