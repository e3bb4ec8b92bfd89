import { NameBook, Places } from '@tenken/agent';
import type { Family } from '@tenken/agent';
import { tlsProfileIds } from '@tenken/controls';
import type { ProfileJudgement, TlsProfileId } from '@tenken/controls';
import { shownTarget, startTlsProtocols } from '@tenken/shared';
import type { StartTlsProtocol } from '@tenken/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { TlsDocument } from '../documents.ts';
import { givenTargets } from '../network-targets.ts';
import { languageOf, wholeNumber } from '../options.ts';
import { print, printJson, progress, terminalWidth } from '../output/print.ts';
import { tlsReport } from '../output/tls-report.ts';
import { tlsDocument } from '../tls/document.ts';
import { judgeContext, judgeServer, strengthOf } from '../tls/judge.ts';
import { measureTarget } from '../tls/measure.ts';
import type { Measurement } from '../tls/measure.ts';

type Options = {
  file?: string;
  starttls?: StartTlsProtocol;
  name?: string;
  profile: TlsProfileId;
  level?: string;
  verified?: string;
  parallel: number;
  timeout: number;
  4?: boolean;
  6?: boolean;
  allAddresses?: boolean;
  json?: boolean;
};

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
  program
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
    )
    .option(
      '--verified <file>',
      "record of rows that somebody has compared with the issuer's text: CSV or JSON; system declare --kind compared-profile-rows --template FILE writes an empty one",
    )
    .option('--parallel <number>', 'servers at the same time', (value) => wholeNumber(value, 1, 64), 4)
    .option('--timeout <seconds>', 'for one server', (value) => wholeNumber(value, 1, 3600), 120)
    .addOption(new Option('-4', 'IPv4 addresses only').conflicts('6'))
    .addOption(new Option('-6', 'IPv6 addresses only'))
    .option('--all-addresses', 'each address of a name, not the first that answers')
    .option('--json', 'print one JSON document')
    .addHelpText('after', helpText)
    .action(async (named: string[], options: Options, command: Command) => {
      const language = languageOf(command);
      const { profile, level, verified } = options;
      const context = judgeContext({ profile, level, verified, now: new Date() });
      const targets = givenTargets(named, options.file, 'tls', {
        startTls: options.starttls,
        serverName: options.name,
      });
      const judged = (measured: Measurement) =>
        measured.tls === null ? null : judgeServer(measured.tls, context);

      const names = new NameBook();
      const places = new Places(options.parallel);
      const shown = progress();
      let done = 0;
      const work = targets.map((target) =>
        places.take(async () => {
          const measured = await measureTarget(target, names, {
            family: family(options),
            allAddresses: options.allAddresses ?? false,
            timeoutMs: options.timeout * 1000,
          });
          done += 1;
          if (targets.length > 1) shown.step(`${done}/${targets.length} ${shownTarget(target)}`);
          return measured;
        }),
      );
      const judgements: (ProfileJudgement | null)[] = [];
      const documents: TlsDocument[] = [];
      const width = terminalWidth();
      // In the order in which they were named, each as soon as those before it are done.
      for (const one of work) {
        for (const measured of await one) {
          const judgement = judged(measured);
          judgements.push(judgement);
          if (options.json) documents.push(tlsDocument(measured, judgement, language));
          else {
            shown.done();
            print(tlsReport(measured, judgement, context, { language, width }));
          }
        }
      }
      shown.done();
      if (options.json) printJson(targets.length === 1 && documents.length === 1 ? documents[0] : documents);
      process.exitCode = exitCode(judgements, context.level);
    });
}

function family(options: Options): Family | undefined {
  if (options[4]) return 4;
  return options[6] ? 6 : undefined;
}

function exitCode(judgements: readonly (ProfileJudgement | null)[], level: string): 0 | 1 | 2 {
  const outcomes = judgements.map((one) => (one === null ? 'undetermined' : strengthOf(one, level)));
  if (outcomes.includes('not-met')) return 1;
  return outcomes.every((outcome) => outcome === 'met') ? 0 : 2;
}
