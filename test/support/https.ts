import { Agent, request } from 'node:https';

export type Credentials = { authority: string; certificate?: string; privateKey?: string };

export type Answer = {
  status: number;
  type: string;
  headers: Record<string, unknown>;
  json: Record<string, unknown>;
};

export type Sent = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** A kept connection; without one each request gets its own. */
  connection?: Agent;
  /** Another loopback address to come from: limits count by address. */
  from?: string;
};

const limitMs = 20_000;

/** One connection that is kept between requests. */
export function keptConnection(credentials: Credentials): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1, ...tlsOf(credentials) });
}

/** One request, checked against the collector's authority. @throws {Error} of the connection */
export function send(url: string, credentials: Credentials, sent: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(url);
    const outgoing = request({
      // The certificate names the address too; a look-up of `localhost` would only add time.
      host: hostname === 'localhost' ? '127.0.0.1' : hostname,
      port,
      path: `${pathname}${search}`,
      method: sent.method ?? 'POST',
      headers:
        sent.body === undefined
          ? sent.headers
          : { 'content-length': Buffer.byteLength(sent.body), ...sent.headers },
      agent: sent.connection ?? false,
      ...(sent.from === undefined ? {} : { localAddress: sent.from }),
      ...tlsOf(credentials),
      timeout: limitMs,
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('the answer was cut')));
      response.on('end', () => {
        const type = String(response.headers['content-type'] ?? '');
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          type,
          headers: response.headers,
          json: /json/.test(type) ? (JSON.parse(text) as Record<string, unknown>) : { text },
        });
      });
    });
    outgoing.end(sent.body);
  });
}

function tlsOf(credentials: Credentials): { ca: string; cert?: string; key?: string } {
  return {
    ca: credentials.authority,
    ...(credentials.certificate === undefined ? {} : { cert: credentials.certificate }),
    ...(credentials.privateKey === undefined ? {} : { key: credentials.privateKey }),
  };
}
