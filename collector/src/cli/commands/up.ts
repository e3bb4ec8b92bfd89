import type { Identity } from '@tenken/agent';
import { checklists, controls } from '@tenken/controls';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { openCollector } from '../../server.ts';
import type { Collector, CollectorOptions } from '../../server.ts';
import { collectorOptions } from '../collector-options.ts';
import { addConfigurationOptions, configurationOf } from '../configuration-options.ts';
import { languageOf, wholeNumber } from '../options.ts';
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
  every: number;
  list?: boolean;
  json?: boolean;
};

export function addUpCommand(program: Command): void {
  const up = program
    .command('up')
    .description(
      'a collector on this machine that enrols and scans the machine itself, shows the result and stays up',
    )
    .option(
      '--every <minutes>',
      'how often this machine is scanned',
      (value) => wholeNumber(value, 1, 1440),
      60,
    )
    .option('--list', 'print every control and item too, not the summary alone')
    .option('--json', 'print one JSON document instead of text when the first scan is judged');
  addConfigurationOptions(up, usual).action(async (options: Options, command: Command) => {
    const language = languageOf(command);
    const stopped = untilStopped();
    const typed = process.argv.slice(process.argv.indexOf('up') + 1);
    const settings = settingsOf(command);
    const collector = await openCollector({ ...settings, outward: outwardUp(typed) });
    try {
      say({ ja: `データ: ${settings.data}`, en: `data: ${settings.data}` }[language]);
      const own = new OwnMachine(collector, settings.listen ?? 'localhost', language);
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

/** Where nobody says anything: what is served to agents follows what is served to people, and a terminal is no log. */
const usual = { agent_port: 'one more than --port', agent_listen: 'as --listen', log_level: 'warn' };

/** @throws {TenkenError} as `configurationOf` and `collectorOptions` */
function settingsOf(command: Command): CollectorOptions {
  const { configuration, told } = configurationOf(command);
  const { port, listen } = configuration;
  const follows = !told.has('agent_port');
  return collectorOptions(
    {
      ...configuration,
      ...(follows && { agent_port: port === 0 ? 0 : port + 1 }),
      ...(!told.has('agent_listen') && { agent_listen: listen }),
      ...(!told.has('log_level') && { log_level: 'warn' as const }),
    },
    follows,
  );
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
