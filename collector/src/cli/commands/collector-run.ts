import type { Command } from 'commander';
import { keepWatchdog, serviceManager } from '../../service/notify.ts';
import { openCollector } from '../../server.ts';
import { collectorOptions } from '../collector-options.ts';
import { addConfigurationOptions, configurationOf } from '../configuration-options.ts';
import { languageOf } from '../options.ts';
import { outwardRun } from '../outward.ts';
import { say } from '../output/print.ts';
import { setUpHint } from '../output/set-up-hint.ts';
import { untilStopped } from '../until-stopped.ts';

export function addRunCommand(collector: Command): void {
  const run = collector.command('run').description('run a collector until it is stopped');
  addConfigurationOptions(run).action(async (_options: unknown, command: Command) => {
    const stopped = untilStopped();
    const { config = null } = command.opts<{ config?: string }>();
    const typed = process.argv.slice(process.argv.indexOf('run') + 1);
    const running = await openCollector({
      ...collectorOptions(configurationOf(command).configuration),
      outward: outwardRun(typed, config === '' ? null : config),
    });
    say(`page and enrolment: ${running.url}\nagents: ${running.agentUrl}`);
    if (running.setUp) say(setUpHint(running.setUp, languageOf(command)));
    const manager = serviceManager();
    await manager?.tell('READY=1', `STATUS=page and enrolment: ${running.url}`);
    const stopWatchdog = manager && keepWatchdog(manager, () => running.context.repositories.hosts.count());
    await stopped;
    stopWatchdog?.();
    void manager?.tell('STOPPING=1');
    await running.close();
    // A name that is being looked up cannot be called off, and a dead name server takes half a minute.
    process.exit();
  });
}
