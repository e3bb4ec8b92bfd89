import { Agent, request } from 'node:https';
import { answerParent } from '../measure/child.ts';
import { SimulatedHost } from '../ingest/sample-reports.ts';
import type { BulkAgent } from '../storm/enrol-in-bulk.ts';

export type ReportsQuestion =
  | { type: 'hosts'; agentUrl: string; authority: string; agents: BulkAgent[] }
  /** At an even pace, until the end or `rest`. */
  | { type: 'begin'; perSecond: number }
  | { type: 'rest' }
  /** So many, one after the other. */
  | { type: 'send'; count: number }
  | { type: 'sent' }
  /** How long each waited for its acknowledgement since the last such question, ms. */
  | { type: 'waited' };

export type ReportsSent = { stored: number; refused: number };

const sent: ReportsSent = { stored: 0, refused: 0 };

type Sender = { host: SimulatedHost; agent: Agent };

let senders: Sender[] = [];
let url = '';
let next = 0;
let pace: NodeJS.Timeout | undefined;
let waitedMs: number[] = [];

// Each report goes over the kept connection of its host.
answerParent<ReportsQuestion>({
  hosts: ({ agentUrl, authority, agents }) => {
    url = `${agentUrl}/api/v1/reports`;
    senders = agents.map(({ hostId, certificate, privateKey }, index) => ({
      host: new SimulatedHost({ hostId, privateKey }, index),
      agent: new Agent({ keepAlive: true, maxSockets: 1, ca: authority, cert: certificate, key: privateKey }),
    }));
  },
  begin: ({ perSecond }) => {
    pace = setInterval(() => void sendNext(), 1000 / perSecond);
  },
  rest: () => clearInterval(pace),
  send: async ({ count }) => {
    for (let place = 0; place < count; place += 1) {
      if (!(await sendNext())) throw new Error('a report was refused');
    }
  },
  sent: () => sent,
  waited: () => {
    const told = waitedMs;
    waitedMs = [];
    return told;
  },
});

/** @returns whether it was stored */
function sendNext(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const sender = senders[next % senders.length];
  next += 1;
  if (!sender) throw new Error('there are no hosts');
  const ended = (isStored: boolean) => {
    sent[isStored ? 'stored' : 'refused'] += 1;
    resolve(isStored);
  };
  const body = sender.host.nextPacked();
  const headers = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': body.length,
  };
  const startedAt = performance.now();
  const outgoing = request(url, { method: 'POST', agent: sender.agent, headers }, (answer) => {
    answer.resume();
    answer.on('end', () => {
      if (answer.statusCode === 201) waitedMs.push(performance.now() - startedAt);
      ended(answer.statusCode === 201);
    });
  });
  outgoing.on('error', () => ended(false));
  outgoing.end(body);
  return promise;
}
