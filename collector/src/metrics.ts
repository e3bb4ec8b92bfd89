import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { readOnlyReasons } from './store/write-gate.ts';
import type { ReadOnlyReason } from './store/write-gate.ts';

export type Metrics = {
  registry: Registry;
  reports: Counter<'status'>;
  refusals: Counter<'code'>;
  /** Connections closed and requests sent away to keep the rest served, by what was full. */
  shed: Counter<'reason'>;
  /** Of the agents' port. */
  handshakes: Counter<'kind'>;
  batchSize: Histogram;
  storeSeconds: Histogram;
  waitingReports: Gauge;
  quarantinedHosts: Gauge;
  readOnly: Gauge<'reason'>;
  /** Messages of alerts that were taken by the other side. */
  alertsSent: Counter<'kind'>;
  alertFailures: Counter<'kind'>;
  alertsGivenUp: Counter<'kind'>;
  alertsWaiting: Gauge;
};

/** Names as node_exporter writes them: unit last, counters end in `_total`. */
export function createMetrics(now: {
  waiting: () => number;
  quarantined: () => Promise<number>;
  readOnly: () => ReadOnlyReason | null;
  alertsWaiting: () => Promise<number>;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tenken_' });
  const registers = [registry];
  return {
    registry,
    reports: new Counter({
      name: 'tenken_reports_total',
      help: 'Reports acknowledged, by stored, duplicate or quarantined.',
      labelNames: ['status'],
      registers,
    }),
    refusals: new Counter({
      name: 'tenken_refused_requests_total',
      help: 'Requests that were refused, by code.',
      labelNames: ['code'],
      registers,
    }),
    shed: new Counter({
      name: 'tenken_shed_total',
      help: 'Connections closed and requests sent away although nothing was wrong with them, by the limit that was reached.',
      labelNames: ['reason'],
      registers,
    }),
    handshakes: new Counter({
      name: 'tenken_agent_handshakes_total',
      help: "TLS handshakes of the agents' port, full or resumed.",
      labelNames: ['kind'],
      registers,
    }),
    batchSize: new Histogram({
      name: 'tenken_ingest_batch_reports',
      help: 'Reports in one transaction.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      registers,
    }),
    storeSeconds: new Histogram({
      name: 'tenken_ingest_store_seconds',
      help: 'Time of one transaction, sync of the disk included.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
      registers,
    }),
    waitingReports: new Gauge({
      name: 'tenken_ingest_waiting_reports',
      help: 'Reports that wait for a transaction.',
      registers,
      collect() {
        this.set(now.waiting());
      },
    }),
    quarantinedHosts: new Gauge({
      name: 'tenken_quarantined_hosts',
      help: 'Hosts whose identity two machines seem to use; a person has to decide.',
      registers,
      async collect() {
        this.set(await now.quarantined());
      },
    }),
    readOnly: new Gauge({
      name: 'tenken_read_only',
      help: 'For each reason, 1 while nothing is stored for it; all 0 when reports are stored.',
      labelNames: ['reason'],
      registers,
      collect() {
        for (const reason of readOnlyReasons) this.set({ reason }, now.readOnly() === reason ? 1 : 0);
      },
    }),
    alertsSent: new Counter({
      name: 'tenken_alert_messages_sent_total',
      help: 'Messages of alerts that a channel took, by its kind; tests among them.',
      labelNames: ['kind'],
      registers,
    }),
    alertFailures: new Counter({
      name: 'tenken_alert_failures_total',
      help: 'Attempts to send a message that failed, by kind of the channel.',
      labelNames: ['kind'],
      registers,
    }),
    alertsGivenUp: new Counter({
      name: 'tenken_alert_messages_given_up_total',
      help: 'Messages that are tried no more, by kind of the channel.',
      labelNames: ['kind'],
      registers,
    }),
    alertsWaiting: new Gauge({
      name: 'tenken_alert_outbox_messages',
      help: 'Messages of alerts that wait to be sent or tried again.',
      registers,
      async collect() {
        this.set(await now.alertsWaiting());
      },
    }),
  };
}
