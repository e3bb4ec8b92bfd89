import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '@tenken/collector/src/logger.ts';
import { openCollector } from '@tenken/collector/src/server.ts';
import type { Collector } from '@tenken/collector/src/server.ts';
import { openDataDirectory } from '@tenken/collector/src/store/data-directory.ts';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';
import { runTenken } from '../../support/collector-process.ts';
import { makeFleet } from '../../support/fleet.ts';
import { argumentsOf } from '../../support/on-postgres.ts';
import { enrolHere } from '../../support/own-collector.ts';
import { failingMachine, reportReplayed } from '../../support/replayed-agent.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../../support/scratch-folder.ts';

/** A moment at which the collector is looked at on both databases, after everything that is made here. */
export const now = new Date(Date.now() + 180_000);

/** A collector on whatever database its folder names, which judges nothing by itself. */
export function opened(data: string, clock = () => now): Promise<Collector> {
  return openCollector({
    data,
    port: 0,
    agentPort: 0,
    logger: createLogger('fatal'),
    judgeAtStart: false,
    now: clock,
  });
}

/** The folder of a collector on its own file, with a fleet, and two hosts that real agents have reported; of each test a copy. */
export function storeToMove(hosts: number): { copy: () => string } {
  const folder = makeScratchFolder();
  const data = join(folder, 'data');
  beforeAll(async () => {
    await makeFleet(data, hosts);
    const collector = await opened(data, () => new Date());
    try {
      for (const name of ['ｆａｉｌ－０１', 'fail-02\u0000']) {
        const agent = await enrolHere(collector, { label: 'juki' }, join(folder, name.slice(0, 7)));
        await reportReplayed(agent, failingMachine, name);
      }
      await collector.context.evaluator.settle();
    } finally {
      await collector.close();
    }
    const set = [
      'system',
      'set',
      'juki',
      '--name',
      '住民記録',
      '--label',
      'juki',
      '--organisation',
      '点検市',
    ];
    for (const line of [
      [...set, '--kind', 'nwsystem=inquirer'],
      ['assess', 'open', '--system', 'juki', '--checklist', 'nwsystem', '--rule', 'periodic'],
      ['audit', 'export'],
    ]) {
      const { code, errors } = await runTenken([...line, '--data', data]);
      if (code !== 0) throw new Error(`${line.join(' ')}: ${errors}`);
    }
  }, 120_000);
  afterAll(() => removeScratchFolder(folder));
  return {
    copy: () => {
      const other = scratchFolder();
      cpSync(data, other, { recursive: true });
      return other;
    },
  };
}

/** As people name a database. */
export async function emptyDatabase(): Promise<{ url: string; args: string[] }> {
  const url = new URL(await temporaryDatabase({ empty: true }));
  return { url: url.href, args: argumentsOf(url) };
}

export function migrate(data: string, ...args: readonly string[]): ReturnType<typeof runTenken> {
  return runTenken(['migrate-store', '--data', data, ...args], {}, undefined, 110_000);
}

export function fileOf(data: string): string {
  return openDataDirectory(data).database;
}
