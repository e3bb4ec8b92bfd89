import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { certificateRequest } from '../../../agent/src/identity/csr.ts';
import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import { answerParent } from '../measure/child.ts';

export type Credentials = { hostId: string; certificate: string; privateKey: string };

export type CollectorQuestion =
  | { type: 'enrol'; hosts: number }
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
const collector = await openCollector({
  data,
  port: 0,
  agentPort: 0,
  logger: createLogger('error'),
  // Few hosts send what thousands would.
  limits: { reportsAtOnce: 1_000_000 },
});
const { authority, evaluator, metrics, repositories } = collector.context;
const wake = evaluator.wake.bind(evaluator);

answerParent<CollectorQuestion>(
  {
    enrol: ({ hosts }) => enrol(hosts),
    judging: ({ on }) => {
      evaluator.wake = on ? wake : () => undefined;
    },
    settle: () => evaluator.settle(),
    cpu: () => process.cpuUsage(),
    batches: async () => {
      const { values } = await metrics.batchSize.get();
      const valueOf = (suffix: string) =>
        values.find(({ metricName }) => metricName?.endsWith(suffix))?.value ?? 0;
      return { reports: valueOf('_sum'), batches: valueOf('_count') };
    },
  },
  async () => {
    await collector.close();
    rmSync(data, { recursive: true, force: true });
  },
);

/** Past the limit of enrolments a minute, which is there for strangers; everything else as the route does it. */
async function enrol(count: number): Promise<Enrolled> {
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
  const port = Number(new URL(collector.agentUrl).port);
  const server = await authority.serverCertificate(['localhost']);
  return { port, authority: authority.certificate, server, hosts };
}
