import { enroll, loadIdentity, LocalHost, nextScanAt, scanAndPush } from '@tenken/agent';
import type { Identity } from '@tenken/agent';
import { checklists, controls } from '@tenken/controls';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { createLogger } from '../../logger.ts';
import { openCollector } from '../../server.ts';
import type { Collector } from '../../server.ts';
import { dataOption, languageOf, port, wholeNumber } from '../options.ts';
import { controlTable, itemTable, repairList } from '../output/finding-tables.ts';
import { setUpHint } from '../output/set-up-hint.ts';
import { print, printJson, progress, say, terminalWidth } from '../output/print.ts';
import { untilStopped } from '../until-stopped.ts';
import { consoleChange } from '../with-store.ts';

type Options = { data: string; port: number; agentPort?: number; every: number; json?: boolean };

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description(
      'a collector on this machine that enrols and scans the machine itself, shows the result and stays up',
    )
    .addOption(dataOption())
    .option('--port <port>', 'of the page and of enrolment; 0 takes a free one', port, 8443)
    .option('--agent-port <port>', 'for enrolled agents; one more than --port unless told', port)
    .option(
      '--every <minutes>',
      'how often this machine is scanned',
      (value) => wholeNumber(value, 1, 1440),
      60,
    )
    .option('--json', 'print one JSON document instead of tables when the first scan is judged')
    .action(async (options: Options, command: Command) => {
      const language = languageOf(command);
      const stopped = untilStopped();
      const collector = await openCollector({
        data: options.data,
        port: options.port,
        agentPort: options.agentPort ?? (options.port === 0 ? 0 : options.port + 1),
        agentPortFollows: options.agentPort === undefined,
        logger: createLogger('warn'),
      });
      try {
        say({ ja: `データ: ${options.data}`, en: `data: ${options.data}` }[language]);
        const identity = await ownIdentity(collector, language);
        await scanHere(collector);
        await show(collector, identity, options.json === true, language);
        if (collector.setUp) say(setUpHint(collector.setUp, language));
        const stopScans = scanEvery(collector, identity, options.every * 60_000);
        await stopped;
        stopScans();
      } finally {
        await collector.close();
      }
    });
}

/** The identity of this machine's own agent; the first time it enrols as every other host does. */
async function ownIdentity(collector: Collector, language: Language): Promise<Identity> {
  const folder = collector.directory.agent;
  const known = loadIdentity(folder);
  if (known && (await collector.context.repositories.hosts.find(known.hostId))) return known;
  const token = await collector.context.repositories.enrolmentTokens.create({
    label: 'this machine',
    ...consoleChange(),
    lifetimeMs: 5 * 60_000,
    uses: 1,
  });
  const { anchor } = collector.context.authority;
  const identity = await enroll({
    server: collector.url,
    token,
    authority: anchor,
    folder,
    replace: true,
  });
  say(
    { ja: `この機器を登録した: ${identity.hostId}`, en: `enrolled this machine: ${identity.hostId}` }[
      language
    ],
  );
  return identity;
}

async function scanHere(collector: Collector, isRoutine = false): Promise<void> {
  const shown = progress();
  try {
    await scanAndPush({
      host: new LocalHost(),
      folder: collector.directory.agent,
      isRoutine,
      // The port may be another one than at enrolment.
      reportsUrl: collector.context.reportsUrl(),
      scanOptions: { onProgress: (done, total, kind) => shown.step(`${done}/${total} ${kind}`) },
    });
  } finally {
    shown.done();
  }
  await collector.context.evaluator.settle();
}

async function show(
  collector: Collector,
  identity: Identity,
  json: boolean,
  language: Language,
): Promise<void> {
  const { hosts, findings: store } = collector.context.repositories;
  const host = await hosts.find(identity.hostId);
  const findings = await store.list({ hostId: identity.hostId });
  if (json) {
    printJson({ url: collector.url, agents: collector.agentUrl, host, findings });
    return;
  }
  const width = terminalWidth();
  const platform = host?.platform === 'windows' || host?.platform === 'macos' ? host.platform : 'linux';
  print(controlTable(findings, controls, language, width));
  print(repairList(findings, controls, platform, language));
  for (const checklist of checklists()) print(`\n${itemTable(checklist, findings, language, width)}`);
  print(
    {
      ja: `\nページ: ${collector.url}（ブラウザーの警告は ${collector.directory.authority}/authority.pem を信頼すると消える）\n他の機器を加える（READMEの手順）: npx tenken collector token --data ${collector.directory.path}\n終了: Ctrl-C`,
      en: `\npage: ${collector.url} (trust ${collector.directory.authority}/authority.pem to end the browser's warning)\nadd another host (see README): npx tenken collector token --data ${collector.directory.path}\nstop: Ctrl-C`,
    }[language],
  );
}

function scanEvery(collector: Collector, identity: Identity, intervalMs: number): () => void {
  let timer: NodeJS.Timeout;
  const plan = () => {
    timer = setTimeout(
      () => {
        scanHere(collector, true)
          .catch((error: unknown) => say(`tenken: ${error instanceof Error ? error.message : String(error)}`))
          .finally(plan);
      },
      nextScanAt(Date.now(), intervalMs, identity.hostId) - Date.now(),
    );
  };
  plan();
  return () => clearTimeout(timer);
}
