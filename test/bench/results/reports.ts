import { Agent, request } from 'node:https';
import { answerParent } from '../measure/child.ts';
import { SimulatedHost } from '../ingest/sample-reports.ts';
import type { BulkAgent } from '../storm/enrol-in-bulk.ts';

export type ReportsQuestion =
  | { type: 'begin'; agentUrl: string; authority: string; agents: BulkAgent[]; perSecond: number }
  | { type: 'sent' };

export type ReportsSent = { stored: number; refused: number };

const sent: ReportsSent = { stored: 0, refused: 0 };

// Reports at an even pace, each over the kept connection of its host.
answerParent<ReportsQuestion>({
  begin: ({ agentUrl, authority, agents, perSecond }) => {
    const senders = agents.map(({ hostId, certificate, privateKey }, index) => ({
      host: new SimulatedHost({ hostId, privateKey }, index),
      agent: new Agent({ keepAlive: true, maxSockets: 1, ca: authority, cert: certificate, key: privateKey }),
    }));
    let next = 0;
    setInterval(() => {
      const sender = senders[next % senders.length];
      next += 1;
      if (!sender) return;
      const body = sender.host.nextPacked();
      const outgoing = request(
        `${agentUrl}/api/v1/reports`,
        {
          method: 'POST',
          agent: sender.agent,
          headers: {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            'content-length': body.length,
          },
        },
        (answer) => {
          answer.resume();
          sent[answer.statusCode === 201 ? 'stored' : 'refused'] += 1;
        },
      );
      outgoing.on('error', () => (sent.refused += 1));
      outgoing.end(body);
    }, 1000 / perSecond);
  },
  sent: () => sent,
});
