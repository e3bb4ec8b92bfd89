import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '../../collector/src/logger.ts';
import { openCollector } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import { keptConnection, send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { makeFleet } from '../support/fleet.ts';
import { movedToPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

export type FleetCollector = {
  collector: Collector;
  /** As a script that may see results. */
  get: (path: string) => Promise<Answer>;
  /** What is no JSON. */
  text: (path: string) => Promise<{ type: string; bytes: Buffer }>;
};

/** A collector for all tests of a file with hosts that were judged, and nothing that reports. */
export function fleetCollector(hosts: number): FleetCollector {
  const folder = makeScratchFolder();
  const made = {} as FleetCollector;
  beforeAll(async () => {
    const data = join(folder, 'data');
    await makeFleet(data, hosts);
    await movedToPostgres(data);
    made.collector = await openCollector({
      data,
      port: 0,
      agentPort: 0,
      logger: createLogger('fatal'),
      judgeAtStart: false,
    });
    const { repositories, authority } = made.collector.context;
    const wanted = { label: 'test', role: 'auditor' as const, scope: null, lifetimeMs: 3_600_000 };
    const token = await repositories.apiTokens.create(wanted, { actor: 'test', now: Date.now() });
    const headers = { authorization: `Bearer ${token}` };
    const connection = keptConnection({ authority: authority.anchor });
    made.get = (path) =>
      send(
        `${made.collector.url}/api/v1${path}`,
        { authority: authority.anchor },
        { method: 'GET', headers, connection },
      );
    made.text = async (path) => {
      const options = { ca: authority.anchor, headers, agent: connection };
      const asked = request(`${made.collector.url}/api/v1${path}`, options);
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      if (answer.statusCode !== 200) throw new Error(`${path} was answered with ${answer.statusCode}`);
      return { type: answer.headers['content-type'] ?? '', bytes: await buffer(answer) };
    };
  }, 120_000);
  afterAll(async () => {
    await made.collector?.close();
    removeScratchFolder(folder);
  });
  return made;
}

/** Every row of a list, page after page. */
export async function allPages<Row>(
  get: FleetCollector['get'],
  path: string,
  rows: (page: Answer['json']) => Row[],
): Promise<Row[]> {
  const found: Row[] = [];
  for (let cursor = ''; ;) {
    const { status, json } = await get(`${path}${cursor && `&cursor=${cursor}`}`);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(json)}`);
    found.push(...rows(json));
    const next = json['next'];
    if (typeof next !== 'string') return found;
    cursor = next;
  }
}
