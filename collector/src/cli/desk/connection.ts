import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { getCACertificates } from 'node:tls';
import { isUntrusted, whyNotConnected } from '@tenken/agent';
import { TenkenError } from '@tenken/shared';

export type Sent = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
};

export type Answer = {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** Null where it is no JSON. */
  json: unknown;
};

const connectMs = 15_000;
/** Judging ten thousand machines takes minutes, and nothing comes meanwhile. */
const silenceMs = 30 * 60_000;
const mostAnswerBytes = 256 * 1024 * 1024;

/** HTTPS to one collector whose certificate and name are checked each time, before anything is sent. */
export class Connection {
  readonly url: URL;
  readonly #authority: string | null;
  readonly #ca: string[];

  /**
   * @param authority PEM file of the authority that the certificate has to come from; null: those that Node and this
   *   machine trust
   * @throws {TenkenError} `usage`
   */
  constructor(url: string, authority: string | null) {
    this.url = addressOf(url);
    this.#authority = authority;
    this.#ca =
      authority === null
        ? [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
        : [pemOf(authority)];
  }

  /** The whole answer, parsed where it is JSON. @throws {TenkenError} `server-unreachable`, `server-untrusted`, `server-failed` */
  async ask(path: string, sent: Sent = {}): Promise<Answer> {
    const response = await this.open(path, sent);
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostAnswerBytes) response.destroy(new Error('its answer has no end'));
    });
    const body = await buffer(response).catch((cause: unknown) => {
      throw this.#away(cause);
    });
    const { statusCode: status = 0, headers } = response;
    return { status, headers, body, json: parsed(body, response) };
  }

  /** Begins to read an answer. @throws {TenkenError} `server-unreachable`, `server-untrusted` */
  open(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const outgoing = request(new URL(path, this.url), {
      method,
      ca: this.#ca,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      agent: false,
      timeout: connectMs,
      headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
    });
    outgoing.on('socket', (socket) => {
      socket.setKeepAlive(true, 30_000);
      socket.once('secureConnect', () => outgoing.setTimeout(silenceMs));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('nothing answers there in time')));
    outgoing.on('error', (cause) => reject(this.#away(cause)));
    outgoing.on('response', resolve);
    outgoing.end(body);
    return promise;
  }

  #away(cause: unknown): TenkenError {
    const { code } = cause as NodeJS.ErrnoException;
    if (isUntrusted(cause)) {
      const given =
        this.#authority === null
          ? `no authority that this machine trusts (${code}). Bring authority/authority.pem from the collector's data here by a way that you trust, and name it with --authority or TENKEN_AUTHORITY.`
          : `another authority than ${this.#authority} (${code}). Use authority.pem of this very collector.`;
      return new TenkenError(
        'server-untrusted',
        `${this.url.origin} was not trusted and nothing was sent to it: its certificate comes from ${given}`,
        { cause },
      );
    }
    const isNamedOtherwise = code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code?.startsWith('CERT_');
    return new TenkenError(
      isNamedOtherwise ? 'server-untrusted' : 'server-unreachable',
      `${this.url.origin} cannot be reached: ${whyNotConnected(cause, 'enrol')}`,
      { cause },
    );
  }
}

function addressOf(server: string): URL {
  const url = URL.parse(server);
  const isPlain = url?.username === '' && url.pathname === '/' && url.search === '';
  if (url?.protocol === 'https:' && isPlain) return url;
  throw new TenkenError('usage', 'The address of a collector is written as https://NAME:PORT.');
}

function pemOf(path: string): string {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new TenkenError(
    'usage',
    `${path} holds no certificate in PEM. Name the authority.pem of the collector.`,
  );
}

function parsed(body: Buffer, { headers }: IncomingMessage): unknown {
  if (!/^application\/(?:problem\+)?json\b/.test(headers['content-type'] ?? '')) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
