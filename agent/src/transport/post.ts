import { request } from 'node:https';
import type { RequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';

export type PostOptions = {
  body: string | Buffer;
  headers?: Record<string, string>;
  tls: Pick<RequestOptions, 'ca' | 'cert' | 'key'>;
  timeoutMs?: number;
  /** Of an earlier connection, to resume; null or none begins a new one. */
  session?: Buffer | null;
  /** Called with each session that this connection could be resumed with; the last one counts. */
  onSession?: (session: Buffer) => void;
};

export type PostAnswer = {
  status: number;
  retryAfterSeconds: number | null;
  /** The body where it is JSON, else null. */
  json: unknown;
  /** A problem's `detail`, or the start of the body: for people. */
  detail: string;
};

const maxAnswerBytes = 64 * 1024;

/** One POST over TLS 1.2 or later; the server's name and chain are always checked. @throws {Error} of the connection */
export async function post(url: URL, options: PostOptions): Promise<PostAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const sent = request(url, {
    method: 'POST',
    ...options.tls,
    ...(options.session ? { session: options.session } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    agent: false,
    timeout: options.timeoutMs ?? 30_000,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(options.body),
      ...options.headers,
    },
  });
  sent.on('socket', (socket) => {
    if (options.onSession) (socket as TLSSocket).on('session', options.onSession);
  });
  sent.on('timeout', () => sent.destroy(new Error(`no answer from ${url.host} in time`)));
  sent.on('error', reject);
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxAnswerBytes) {
        sent.destroy(new Error(`${url.host} answers with more than ${maxAnswerBytes} bytes`));
      } else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const json = parsed(text);
      const retryAfter = Number(response.headers['retry-after']);
      resolve({
        status: response.statusCode ?? 0,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
        json,
        detail: detailOf(json) ?? text.slice(0, 300),
      });
    });
  });
  sent.end(options.body);
  return promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function detailOf(json: unknown): string | null {
  const detail = (json as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : null;
}
