import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';

export type Attempted = {
  port: number;
  /** Where the collector is not on this machine. */
  host?: string;
  /** Another loopback address to come from: limits count by address. */
  from?: string;
  authority: string;
  certificate: string;
  privateKey: string;
  body: Buffer;
  session?: Buffer | null;
  onSession?: (session: Buffer) => void;
  /** Cuts the connection when the answer begins: what was stored is not known to the agent. */
  losesAnswer?: boolean;
};

export type Attempt = {
  /** A status, or the code of the connection's error. */
  ended: string;
  /** Epoch ms, by the collector; null without an acknowledgement. */
  receivedAt: number | null;
  retryAfterMs: number | null;
  /** A problem's short name. */
  problem: string | null;
  /** Hashes of evidence that the collector lacks. */
  missing: string[];
  wasResumed: boolean;
};

type Answer = { receivedAt?: string; title?: string; missing?: string[] };

const patienceMs = 30_000;

/** One report over a connection of its own, as an agent sends it. Never rejects: how it ended is its result. */
export function attemptReport(wanted: Attempted): Promise<Attempt> {
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  let wasResumed = false;
  const given = (ended: string, answer: Answer = {}, retryAfter?: string) => {
    const taken = ended === '200' || ended === '201';
    resolve({
      ended,
      receivedAt: taken ? Date.parse(answer.receivedAt ?? '') : null,
      retryAfterMs: retryAfter === undefined ? null : Number(retryAfter) * 1000,
      problem: answer.title ?? null,
      missing: answer.missing ?? [],
      wasResumed,
    });
  };
  const sent = request({
    host: wanted.host ?? '127.0.0.1',
    servername: wanted.host ?? 'localhost',
    port: wanted.port,
    ...(wanted.from === undefined ? {} : { localAddress: wanted.from }),
    method: 'POST',
    path: '/api/v1/reports',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': wanted.body.length,
    },
    agent: false,
    ca: wanted.authority,
    cert: wanted.certificate,
    key: wanted.privateKey,
    ...(wanted.session ? { session: wanted.session } : {}),
    timeout: patienceMs,
  });
  const failed = (error: NodeJS.ErrnoException) => given(error.code ?? error.message);
  sent.on('socket', (socket: TLSSocket) => {
    socket.once('secureConnect', () => {
      wasResumed = socket.isSessionReused();
    });
    if (wanted.onSession) socket.on('session', wanted.onSession);
  });
  sent.on('timeout', () => sent.destroy(new Error('timeout')));
  sent.on('error', failed);
  sent.on('response', (response) => {
    if (wanted.losesAnswer) {
      given('answer lost');
      sent.destroy();
      return;
    }
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', failed);
    response.on('end', () => {
      given(String(response.statusCode ?? 0), parsed(text), response.headers['retry-after']);
    });
  });
  sent.end(wanted.body);
  return promise;
}

function parsed(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}

/** A loopback address for each of many agents: Linux answers for all of 127/8. */
export function loopbackAddress(index: number): string {
  return `127.${10 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${1 + (index % 250)}`;
}
