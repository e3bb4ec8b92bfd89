import type { Identity } from '@tenken/agent';
import { checklists, controls } from '@tenken/controls';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { createLogger } from '../../logger.ts';
import { openCollector } from '../../server.ts';
import type { Collector } from '../../server.ts';
import { dataOption, languageOf, port, wholeNumber } from '../options.ts';
import { firstLook } from '../output/first-look.ts';
import { controlTable, itemTable, repairList } from '../output/finding-tables.ts';
import type { JudgedFinding } from '../output/finding-tables.ts';
import { plain, print, printJson, say, terminalWidth } from '../output/print.ts';
import { setUpHint } from '../output/set-up-hint.ts';
import { outwardUp } from '../outward.ts';
import { untilStopped } from '../until-stopped.ts';
import { OwnMachine } from '../up/own-machine.ts';
import { writeResultFile } from '../up/result-file.ts';
import { whereToGo, whereToRead } from '../up/where-to-go.ts';

type Options = {
  data: string;
  port: number;
  agentPort?: number;
  listen: string;
  publicName: string;
  every: number;
  list?: boolean;
  json?: boolean;
};

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description(
      'a collector on this machine that enrols and scans the machine itself, shows the result and stays up',
    )
    .addOption(dataOption())
    .option('--port <port>', 'of the page and of enrolment; 0 takes a free one', port, 8443)
    .option('--agent-port <port>', 'for enrolled agents; one more than --port unless told', port)
    .option('--listen <address>', 'that people and agents are served at; 0.0.0.0 for all', '127.0.0.1')
    .option('--public-name <name>', 'name or address under which other machines reach this one', 'localhost')
    .option(
      '--every <minutes>',
      'how often this machine is scanned',
      (value) => wholeNumber(value, 1, 1440),
      60,
    )
    .option('--list', 'print every control and item too, not the summary alone')
    .option('--json', 'print one JSON document instead of text when the first scan is judged')
    .action(async (options: Options, command: Command) => {
      const language = languageOf(command);
      const stopped = untilStopped();
      const typed = process.argv.slice(process.argv.indexOf('up') + 1);
      const collector = await openCollector({
        data: options.data,
        port: options.port,
        agentPort: options.agentPort ?? (options.port === 0 ? 0 : options.port + 1),
        agentPortFollows: options.agentPort === undefined,
        listen: options.listen,
        agentListen: options.listen,
        publicName: options.publicName,
        outward: outwardUp(typed),
        logger: createLogger('warn'),
      });
      try {
        say({ ja: `データ: ${options.data}`, en: `data: ${options.data}` }[language]);
        const own = new OwnMachine(collector, options.listen, language);
        const identity = await own.identity();
        await own.scan(false);
        await show(collector, identity, options, language);
        const stopScans = own.scanEvery(identity, options.every * 60_000);
        await stopped;
        stopScans();
      } finally {
        await collector.close();
      }
    });
}

async function show(
  collector: Collector,
  identity: Identity,
  { json, list }: Options,
  language: Language,
): Promise<void> {
  const { hosts, findings: store } = collector.context.repositories;
  const host = await hosts.find(identity.hostId);
  const findings = await store.list({ hostId: identity.hostId });
  if (json) {
    printJson({ url: collector.url, agents: collector.agentUrl, host, findings });
    if (collector.setUp) say(setUpHint(collector.setUp, language));
    return;
  }
  const width = terminalWidth();
  const all = tables(findings, host?.platform ?? null, language, width);
  const file = writeResultFile(collector.directory.path, all);
  if (list) print(`${all}\n`);
  const system = [host?.osName, host?.osVersion].filter(Boolean).join(' ');
  const whose = plain(`${host?.name ?? ''}${system === '' ? '' : ` (${system})`}`);
  print(`\nTenken（点検）  ${whose}\n`);
  print(firstLook(findings, controls, checklists(), language, Math.min(width, 80)));
  print(`\n${whereToRead(collector.url, file, language)}`);
  print(`\n${whereToGo(collector, language)}\n`);
}

/** Every control and every item that a machine can say something about, and what to do. */
function tables(
  findings: readonly JudgedFinding[],
  platform: string | null,
  language: Language,
  width: number,
): string {
  const known = platform === 'windows' || platform === 'macos' ? platform : 'linux';
  return [
    controlTable(findings, controls, language, width),
    repairList(findings, controls, known, language),
    ...checklists().map((checklist) => itemTable(checklist, findings, language, width)),
  ].join('\n');
}
