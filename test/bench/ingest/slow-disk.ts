import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { acceptSubmission } from '../../../collector/src/ingest/accept-submission.ts';
import type { Sender } from '../../../collector/src/ingest/accept-submission.ts';
import { BatchWriter } from '../../../collector/src/ingest/batch-writer.ts';
import { repositories } from '../../../collector/src/store/repositories.ts';
import type { AcceptedReport, StoredReport } from '../../../collector/src/store/reports/report-repository.ts';
import { openSqliteStore } from '../../../collector/src/store/store.ts';
import { answerParent } from '../measure/child.ts';
import { newKey, SimulatedHost } from './sample-reports.ts';

export type SlowDiskQuestion =
  | { type: 'prepare'; reports: number }
  | { type: 'run'; maxBatch: number; inFlight: number; syncMs: number };

export type Throughput = { reports: number; batches: number; wallMs: number };

const hostCount = 64;
const cache = resolve(import.meta.dirname, '../../../.cache');
mkdirSync(cache, { recursive: true });
const data = mkdtempSync(join(cache, 'bench-'));
const store = await openSqliteStore(join(data, 'tenken.db'));
const { enrolments, reports, enrolmentTokens } = repositories(store);
const hosts = Array.from({ length: hostCount }, (_, index) => {
  const [hostId, privateKey] = [crypto.randomUUID(), newKey()];
  const sender: Sender = { hostId, fingerprint: hostId, publicKey: createPublicKey(privateKey) };
  return { sender, host: new SimulatedHost({ hostId, privateKey }, index) };
});
let prepared: { sender: Sender; body: Buffer }[] = [];

const now = Date.now();
const token = await enrolmentTokens.create({
  label: '',
  actor: 'console:test',
  now,
  lifetimeMs: 600_000,
  uses: hostCount,
});
for (const { sender } of hosts) {
  const { hostId, fingerprint } = sender;
  const life = { notBeforeAt: now, notAfterAt: now + 600_000 };
  const certificate = { pem: '', fingerprint, serial: hostId, ...life };
  await enrolments.enrol(token, { id: hostId, name: hostId, certificate }, now);
}

answerParent<SlowDiskQuestion>(
  {
    prepare: ({ reports: count }) => {
      prepared = Array.from({ length: count }, (_, index) => {
        const at = hosts[index % hostCount];
        if (!at) throw new RangeError('no host');
        return { sender: at.sender, body: at.host.nextPacked() };
      });
    },
    run: ({ maxBatch, inFlight, syncMs }) => run(maxBatch, inFlight, syncMs),
  },
  async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  },
);

/** Checks and stores reports as the collector does; what is left out is TLS and HTTP, which know no disk. */
async function run(maxBatch: number, inFlight: number, syncMs: number): Promise<Throughput> {
  let batches = 0;
  const writer = new BatchWriter<AcceptedReport, StoredReport>(
    async (batch) => {
      const answers = await reports.storeBatch(batch);
      batches += 1;
      blockFor(syncMs);
      return answers;
    },
    { maxBatch, maxWaiting: inFlight, everyMs: 0 },
  );
  const queue = [...prepared].toReversed();
  const startedAt = performance.now();
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { status } = await writer.add(acceptSubmission(next.body, 'gzip', next.sender, Date.now()));
      if (status !== 'stored') throw new Error(`a report was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return { reports: prepared.length, batches, wallMs: performance.now() - startedAt };
}

/** Stops the whole thread, as a sync does inside SQLite. */
function blockFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
