import { tlsProfileIds } from '@tenken/controls';
import type { ProfileJudgement, TlsProfileId } from '@tenken/controls';
import { startTlsProtocols } from '@tenken/shared';
import type { StartTlsProtocol } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import { addNetworkOptions, measureServers } from '../network-servers.ts';
import type { NetworkOptions } from '../network-servers.ts';
import { givenTargets } from '../network-targets.ts';
import { languageOf } from '../options.ts';
import { terminalWidth } from '../output/print.ts';
import { tlsReport } from '../output/tls-report.ts';
import { tlsDocument } from '../tls/document.ts';
import { judgeContext, judgeServer, strengthOf } from '../tls/judge.ts';
import { measureTarget } from '../tls/measure.ts';
import type { Measurement } from '../tls/measure.ts';

type Options = NetworkOptions & {
  starttls?: StartTlsProtocol;
  name?: string;
  profile: TlsProfileId;
  level?: string;
};

type Judged = { measured: Measurement; judgement: ProfileJudgement | null };

const helpText = `
Targets are HOST, HOST:PORT, [IPV6]:PORT or, where a service turns into TLS when asked, smtp://HOST[:PORT] and the like
(${startTlsProtocols.join(', ')}). A file of targets (--file, UTF-8) has
one on each line, and behind it what it says itself:

  www.example.jp:8443                    # the rest of a line behind # is for people
  192.0.2.10:25 starttls=smtp name=mail.example.jp

Examples:
  tenken tls www.example.jp
  tenken tls mail.example.jp:587 --starttls smtp
  tenken tls --file servers.txt --parallel 4 --json > servers.json
  tenken tls 192.0.2.10 --name www.example.jp --level high
  tenken tls www.example.jp --profile mozilla-6.0 --level intermediate
  tenken tls www.example.jp --verified rows.csv

Each name is looked up once. Every connection is a handshake that is broken off or a few bytes of a greeting; the server
may log it. Measure servers that you are in charge of.

Exit status:
  0  every server meets the level, or a stricter one
  1  a server does not
  2  no server falls short, but one could not be measured, or the level not be determined`;

export function addTlsCommand(program: Command): void {
  const command = program
    .command('tls')
    .description('find out what TLS servers accept, and judge it')
    .argument('[targets...]', 'servers as HOST:PORT')
    .option('--file <file>', 'also the targets in this file')
    .addOption(
      new Option('--starttls <protocol>', 'for targets that do not say it themselves').choices(
        startTlsProtocols,
      ),
    )
    .option('--name <name>', 'what the server is called to (SNI), where it is not the host')
    .addOption(
      new Option('--profile <id>', 'rules to judge by').choices(tlsProfileIds).default('ipa-tls-3.1.1'),
    )
    .option(
      '--level <level>',
      'level of the profile that is asked for; a stricter one will do (default: "recommended" of IPA, "intermediate" of Mozilla)',
    );
  addNetworkOptions(command, { timeoutSeconds: 120 })
    .addHelpText('after', helpText)
    .action(async (named: string[], options: Options) => {
      const language = languageOf(command);
      const { profile, level, verified } = options;
      const context = judgeContext({ profile, level, verified, now: new Date() });
      const targets = givenTargets(named, options.file, 'tls', {
        startTls: options.starttls,
        serverName: options.name,
      });
      process.exitCode = await measureServers<Judged>(targets, options, {
        async measure(target, names, measureOptions) {
          const addresses = await measureTarget(target, names, measureOptions);
          return addresses.map((measured) => ({
            measured,
            judgement: measured.tls && judgeServer(measured.tls, context),
          }));
        },
        strength: ({ judgement }) => (judgement ? strengthOf(judgement, context.level) : 'undetermined'),
        document: ({ measured, judgement }) => tlsDocument(measured, judgement, language),
        report: ({ measured, judgement }) =>
          tlsReport(measured, judgement, context, { language, width: terminalWidth() }),
      });
    });
}
