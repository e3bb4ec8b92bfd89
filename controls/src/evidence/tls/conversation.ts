import { isProbeError } from '@tenken/shared';
import type { ExchangeResult, Host } from '@tenken/shared';
import { clientHelloMessage, clientHelloRecord } from './wire/client-hello.ts';
import type { ClientHelloOptions } from './wire/client-hello.ts';
import { readServerAnswer } from './wire/server-answer.ts';
import type { ServerAnswer } from './wire/server-answer.ts';

export type Target = { address: string; port: number; serverName?: string | undefined };

/** Why a question got no TLS answer. None of them says that the server refuses anything. */
export type Silence =
  | 'silent'
  | 'dropped'
  | 'not-tls'
  | 'too-long'
  | 'refused-connection'
  | 'no-connection'
  | 'out-of-time';

export type Reply =
  | Exclude<ServerAnswer, { type: 'more' | 'not-tls' }>
  | { type: 'none'; why: Silence; received: Uint8Array };

/** How long one handshake may take. Local servers answer in milliseconds; this is for slow key operations. */
const handshakeTimeoutMs = 5000;

/** The questions put to one endpoint, one connection each, and their bounds. */
export class Conversation {
  readonly #host: Host;
  readonly #target: Target;
  readonly #deadlineAt: number;
  readonly #answered = new Map<string, Reply>();
  connections = 0;

  constructor(host: Host, target: Target, deadlineAt: number) {
    this.#host = host;
    this.#target = target;
    this.#deadlineAt = deadlineAt;
  }

  /** Bytes that are the same at each replay of a recording. */
  random(byteCount: number): Uint8Array {
    return this.#host.random(byteCount);
  }

  /** One ClientHello in clear, asked once. @param label stable name of the question */
  async ask(
    label: string,
    options: Omit<ClientHelloOptions, 'random' | 'serverName'>,
    timeoutMs = handshakeTimeoutMs,
  ): Promise<Reply> {
    const known = this.#answered.get(label);
    if (known) return known;
    const message = clientHelloMessage({
      ...options,
      random: this.random(32),
      serverName: this.#target.serverName,
    });
    const record = clientHelloRecord(options.protocol, message);
    const given = await this.send(
      label,
      record,
      (bytes) => readServerAnswer(bytes).type !== 'more',
      timeoutMs,
    );
    if (given.type === 'none') return given;
    const answer = readServerAnswer(given.received);
    if (answer.type === 'not-tls') return { type: 'none', why: 'not-tls', received: given.received };
    if (answer.type === 'more') return { type: 'none', why: silence[given.ended], received: given.received };
    this.#answered.set(label, answer);
    return answer;
  }

  /** One ClientHello whose answer the caller reads, because it is encrypted. */
  async send(
    label: string,
    payload: Uint8Array,
    enough: (received: Uint8Array) => boolean,
    timeoutMs = handshakeTimeoutMs,
  ): Promise<(ExchangeResult & { type: 'given' }) | Extract<Reply, { type: 'none' }>> {
    const left = this.#deadlineAt - this.#host.now().getTime();
    if (left <= 0) return { type: 'none', why: 'out-of-time', received: new Uint8Array() };
    this.connections += 1;
    const { address, port } = this.#target;
    try {
      const result = await this.#host.exchange({
        transport: 'tcp',
        address,
        port,
        label,
        payload,
        enough,
        timeoutMs: Math.min(timeoutMs, left),
      });
      return { ...result, type: 'given' };
    } catch (error) {
      if (!isProbeError(error)) throw error;
      const why = error.code === 'not-found' ? 'refused-connection' : 'no-connection';
      return { type: 'none', why, received: new Uint8Array() };
    }
  }
}

const silence: Record<ExchangeResult['ended'], Silence> = {
  // Only `enough` ends with an answer; a recording cut by hand may still say so.
  enough: 'dropped',
  // The same server answers now with one and then with the other, as bytes of ours are still unread or not.
  closed: 'dropped',
  reset: 'dropped',
  timeout: 'silent',
  limit: 'too-long',
};
