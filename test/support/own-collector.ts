import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceKinds } from '@tenken/controls/evidence';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { enroll } from '../../agent/src/identity/enroll.ts';
import { scanAndPush } from '../../agent/src/run.ts';
import { createLogger } from '../../collector/src/logger.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector, CollectorOptions } from '../../collector/src/server.ts';
import { onPostgres } from './on-postgres.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from './scratch-folder.ts';

/** A collector of one test in this process, with real sockets, certificates and database. */
export async function ownCollector(options: Partial<CollectorOptions> = {}): Promise<Collector> {
  const collector = await openHere({ data: scratchFolder(), ...options });
  onTestFinished(() => collector.close());
  return collector;
}

export type CollectorOfFile = {
  /** For what the tests of the file write. */
  folder: string;
  /** The collector's, on which `tenken` can be run. */
  data: string;
  collector: Collector;
};

/** The same for all tests of a file; its `collector` is there before the first test, and before later hooks. */
export function collectorOfFile(): CollectorOfFile {
  const folder = makeScratchFolder();
  const made = { folder, data: join(folder, 'data') } as CollectorOfFile;
  beforeAll(async () => {
    made.collector = await openHere({ data: made.data });
  });
  afterAll(async () => {
    await made.collector?.close();
    removeScratchFolder(folder);
  });
  return made;
}

async function openHere(
  options: Pick<CollectorOptions, 'data'> & Partial<CollectorOptions>,
): Promise<Collector> {
  await onPostgres(options.data);
  return openCollector({ port: 0, agentPort: 0, logger: createLogger('fatal'), ...options });
}

/** Enrols a real agent at it. @returns the folder of its identity */
export async function enrolHere(
  collector: Collector,
  token: { label?: string; hostPattern?: string; uses?: number } = {},
  folder = join(scratchFolder(), 'agent'),
): Promise<string> {
  const made = await collector.context.repositories.enrolmentTokens.create({
    label: token.label ?? '',
    actor: 'console:test',
    now: Date.now(),
    lifetimeMs: 60_000,
    uses: token.uses ?? 1,
    ...(token.hostPattern === undefined ? {} : { hostPattern: token.hostPattern }),
  });
  const { anchor } = collector.context.authority;
  await enroll({ server: collector.url, token: made, authority: anchor, folder });
  return folder;
}

/** One real scan of this machine, of the quickest kind only, and what the agent told meanwhile. */
export async function reportOnce(folder: string, reportsUrl?: string) {
  const problems: string[] = [];
  const receipt = await scanAndPush({
    host: new LocalHost(),
    folder,
    ...(reportsUrl === undefined ? {} : { reportsUrl }),
    scanOptions: { kinds: evidenceKinds.filter(({ id }) => id === 'os-release') },
    onProblem: (message, error) => problems.push(`${message} ${error instanceof Error ? error.message : ''}`),
  });
  return { receipt, problems };
}

export function certificateIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8')) as { certificate: string })
    .certificate;
}
