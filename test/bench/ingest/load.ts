import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { answerParent } from '../measure/child.ts';
import type { Credentials } from './collector-server.ts';
import { SimulatedHost } from './sample-reports.ts';
import type { Bodies } from './sample-reports.ts';

export type LoadQuestion =
  | { type: 'hosts'; authority: string; hosts: Credentials[] }
  /** Makes the reports of so many rounds of all hosts, so that making them is not part of what is measured. */
  | { type: 'prepare'; rounds: number; bodies?: Bodies }
  | { type: 'send'; port: number; connections: Connections; inFlight: number }
  /** The same bodies over and over, all of which have to be refused; over kept connections. */
  | { type: 'refused'; port: number; bodies: Buffer[]; inFlight: number }
  /** Closes kept connections. */
  | { type: 'hang-up' };

/** `resumed`: a new connection each, with the TLS session of the last one. */
export type Connections = 'new' | 'kept' | 'resumed';

/** `notResumed`: connections that offered a session and got a new one. */
export type Sent = { reports: number; wallMs: number; notResumed: number };

type Sender = { credentials: Credentials; host: SimulatedHost; kept: Agent | null; session: Buffer | null };
type Prepared = { sender: Sender; body: Buffer; refused?: true };

let senders: Sender[] = [];
let authority = '';
let prepared: Prepared[] = [];
let notResumed = 0;

answerParent<LoadQuestion>({
  hosts: (question) => {
    authority = question.authority;
    senders = question.hosts.map((credentials, index) => ({
      credentials,
      host: new SimulatedHost(credentials, index),
      kept: null,
      session: null,
    }));
  },
  prepare: ({ rounds, bodies }) => {
    prepared = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const sender of senders) prepared.push({ sender, body: sender.host.nextPacked(bodies) });
    }
  },
  send: ({ port, connections, inFlight }) => sendAll(port, connections, inFlight),
  refused: async ({ port, bodies, inFlight }) => {
    prepared = bodies.flatMap((body, index) => {
      const sender = senders[index % senders.length];
      return sender ? [{ sender, body, refused: true as const }] : [];
    });
    return sendAll(port, 'kept', inFlight);
  },
  'hang-up': () => {
    for (const sender of senders) {
      sender.kept?.destroy();
      sender.kept = null;
    }
  },
});

async function sendAll(port: number, connections: Connections, inFlight: number): Promise<Sent> {
  const queue = [...prepared].toReversed();
  notResumed = 0;
  const startedAt = performance.now();
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await send(next, port, connections);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return { reports: prepared.length, wallMs: performance.now() - startedAt, notResumed };
}

function send({ sender, body, refused }: Prepared, port: number, connections: Connections): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const hadSession = sender.session !== null;
  const tls = { ca: authority, cert: sender.credentials.certificate, key: sender.credentials.privateKey };
  if (connections === 'kept') sender.kept ??= new Agent({ keepAlive: true, maxSockets: 1, ...tls });
  const sent = request({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    method: 'POST',
    path: '/api/v1/reports',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': body.length,
    },
    // Without an agent there is neither a kept connection nor a TLS session to resume.
    agent: connections === 'kept' && sender.kept ? sender.kept : false,
    ...tls,
    ...(connections === 'resumed' && sender.session ? { session: sender.session } : {}),
  });
  let resumed = false;
  sent.on('socket', (socket: TLSSocket) => {
    if (connections !== 'resumed') return;
    socket.once('secureConnect', () => {
      resumed = socket.isSessionReused();
    });
    socket.on('session', (session) => {
      sender.session = session;
    });
  });
  sent.on('error', reject);
  sent.on('response', (response) => {
    response.resume();
    response.on('end', () => {
      const { statusCode = 0 } = response;
      if (connections === 'resumed' && hadSession && !resumed) notResumed += 1;
      const wasRefused = statusCode >= 400 && statusCode < 500 && statusCode !== 429;
      if (refused ? wasRefused : statusCode === 201) resolve();
      else reject(new Error(`a report was answered with ${statusCode}`));
    });
  });
  sent.end(body);
  return promise;
}
