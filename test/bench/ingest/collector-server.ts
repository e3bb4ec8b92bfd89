import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certificateRequest } from '../../../agent/src/identity/csr.ts';
import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import type { Collector } from '../../../collector/src/server.ts';
import { answerParent } from '../measure/child.ts';

export type Credentials = { hostId: string; certificate: string; privateKey: string };

export type CollectorQuestion =
  /** @param database of a server; else a file */
  | { type: 'enrol'; hosts: number; database?: string }
  /** Judges after each report, as always, or leaves that for later. */
  | { type: 'judging'; on: boolean }
  | { type: 'settle' }
  | { type: 'cpu' }
  /** Reports and transactions since the start. */
  | { type: 'batches' };

export type Enrolled = {
  port: number;
  authority: string;
  /** Another key and certificate of the same authority, for a server to compare with. */
  server: { key: string; certificate: string };
  hosts: Credentials[];
};

// On the checkout's own disk: the system's folder for temporary files may be memory, where a sync costs nothing.
const cache = resolve(import.meta.dirname, '../../../.cache');
mkdirSync(cache, { recursive: true });
const data = mkdtempSync(join(cache, 'bench-'));
type Running = { collector: Collector; wake: () => void };

let running: Running | null = null;

answerParent<CollectorQuestion>(
  {
    enrol: async ({ hosts, database }) => {
      running ??= await open(database);
      return enrol(running.collector, hosts);
    },
    judging: async ({ on }) => {
      const { collector, wake } = opened();
      const { evaluator } = collector.context;
      evaluator.wake = on ? wake : () => undefined;
      // Whoever judges already goes on for as long as hosts report.
      if (!on) await evaluator.settle();
    },
    settle: () => opened().collector.context.evaluator.settle(),
    cpu: () => process.cpuUsage(),
    batches: async () => {
      const { values } = await opened().collector.context.metrics.batchSize.get();
      const valueOf = (suffix: string) =>
        values.find(({ metricName }) => metricName?.endsWith(suffix))?.value ?? 0;
      return { reports: valueOf('_sum'), batches: valueOf('_count') };
    },
  },
  async () => {
    await running?.collector.close();
    rmSync(data, { recursive: true, force: true });
  },
);

async function open(database: string | undefined): Promise<Running> {
  const collector = await openCollector({
    data,
    database: database === undefined ? undefined : { url: database, passwordFile: null },
    port: 0,
    agentPort: 0,
    logger: createLogger('error'),
    // Few hosts send what thousands would.
    limits: { reportsAtOnce: 1_000_000 },
  });
  const { evaluator } = collector.context;
  return { collector, wake: evaluator.wake.bind(evaluator) };
}

function opened(): Running {
  if (!running) throw new Error('nothing is open');
  return running;
}

/** Past the limit of enrolments a minute, which is there for strangers; everything else as the route does it. */
async function enrol({ agentUrl, context }: Collector, count: number): Promise<Enrolled> {
  const { authority, repositories } = context;
  const hosts: Credentials[] = [];
  const now = Date.now();
  const token = await repositories.enrolmentTokens.create({
    label: '',
    actor: 'console:test',
    now,
    lifetimeMs: 600_000,
    uses: count,
  });
  for (let index = 0; index < count; index += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const hostId = crypto.randomUUID();
    const certificate = await authority.issueClient(certificateRequest(privateKey, publicKey), hostId);
    if (!certificate) throw new Error('the authority refuses its own kind of request');
    await repositories.enrolments.enrol(token, { id: hostId, name: `host-${index}`, certificate }, now);
    hosts.push({
      hostId,
      certificate: certificate.pem,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
  }
  const port = Number(new URL(agentUrl).port);
  const server = await authority.serverCertificate(['localhost']);
  return { port, authority: authority.certificate, server, hosts };
}
