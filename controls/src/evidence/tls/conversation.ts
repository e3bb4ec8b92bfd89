import { isProbeError } from '@tenken/shared';
import type { ExchangeResult, Host } from '@tenken/shared';
import { leadBy } from './lead.ts';
import { mayPass, silenceOf } from './silence.ts';
import type { Silence } from './silence.ts';
import type { StartTlsProtocol } from './starttls/index.ts';
import type { Refused } from './starttls/progress.ts';
import { delay, Turns } from './turns.ts';
import { clientHelloMessage, clientHelloRecord } from './wire/client-hello.ts';
import type { ClientHelloOptions } from './wire/client-hello.ts';
import { readServerAnswer } from './wire/server-answer.ts';
import type { ServerAnswer } from './wire/server-answer.ts';

export type Target = {
  address: string;
  port: number;
  serverName?: string | undefined;
  /** What is spoken in clear before TLS; TLS from the first byte unless told. */
  startTls?: StartTlsProtocol | undefined;
};

export type NoAnswer = {
  type: 'none';
  why: Silence;
  received: Uint8Array;
  /** With `no-starttls`. */
  refused?: Refused;
};

export type Reply = Exclude<ServerAnswer, { type: 'more' | 'not-tls' }> | NoAnswer;

/** A hello without what is the same in all of one conversation. */
export type Question = Omit<ClientHelloOptions, 'random' | 'serverName'>;

export type Given = ExchangeResult & { type: 'given' };

/** How long one handshake may take. Local servers answer in milliseconds; this is for slow key operations. */
const handshakeTimeoutMs = 5000;

/** How often a question is asked again of a server that came back. */
const maxAttempts = 6;

/** Before each look whether a server that stopped answering has come back. */
const recoveryPausesMs = [0, 500, 1000, 2000, 4000, 8000];

export type ConversationOptions = {
  /** Milliseconds since 1970; what is not answered by then is unknown. */
  deadlineAt: number;
  /** Connections at the same time. */
  parallel: number;
  /** Waits so many milliseconds; real ones unless told. */
  rest?: (ms: number) => Promise<void>;
};

/**
 * The questions put to one endpoint, one connection each, and their bounds. A server that stops answering is let
 * alone for a while; what it said before counts on.
 */
export class Conversation {
  readonly #host: Host;
  readonly #target: Target;
  readonly #deadlineAt: number;
  readonly #rest: (ms: number) => Promise<void>;
  readonly #turns: Turns;
  readonly #answered = new Map<string, Reply>();
  /** The first hello that was accepted: what this server answers as long as it is well. */
  #knownGood: { question: Question; cipher: number } | null = null;
  #longestAnswered = 0;
  #isFar = false;
  readonly #prepared = new Set<Prepared>();
  #isFlaky = false;
  #recovering: Promise<boolean> | null = null;
  #recoveries = 0;
  connections = 0;
  /** It answered what was never offered, as several servers behind one address do. */
  contradictsItself = false;
  /** Why the server did not begin TLS, in the words of the protocol before it. */
  refusedStartTls: Refused | null = null;

  constructor(host: Host, target: Target, options: ConversationOptions) {
    const { deadlineAt, parallel } = options;
    const rest = options.rest ?? ((ms: number) => host.rest?.(ms) ?? delay(ms));
    this.#host = host;
    this.#target = target;
    this.#deadlineAt = deadlineAt;
    this.#rest = rest;
    this.#turns = new Turns(parallel, (ms) => rest(Math.min(ms, this.#leftMs)));
  }

  get target(): Target {
    return this.#target;
  }

  /** Bytes that are the same at each replay of a recording. */
  random(byteCount: number): Uint8Array {
    return this.#host.random(byteCount);
  }

  /**
   * One ClientHello in clear; what was answered is not asked again.
   *
   * @param label stable name of the question
   * @param prepared a connection that was opened for it
   * @param onOpen called once the connection is on its way
   */
  async ask(label: string, question: Question, prepared?: Prepared, onOpen?: () => void): Promise<Reply> {
    const known = this.#answered.get(label);
    if (known) return known;
    if (prepared) {
      const given = prepared.ask(this.#record(question));
      onOpen?.();
      const reply = this.#kept(label, question, await given);
      if (reply.type !== 'none') return reply;
    }
    return this.persistently(label, (name) =>
      this.askOnce(name, question, handshakeTimeoutMs, prepared ? undefined : onOpen),
    );
  }

  /**
   * Opens the connection of a question to come, where that saves time: the server is so far away that a connection takes
   * longer than an answer takes to make, and nobody else waits for a turn.
   */
  prepare(label: string): Prepared | null {
    if (!this.#isFar || this.#target.startTls !== undefined || this.#recovering !== null) return null;
    const { promise: payloadLater, resolve } = Promise.withResolvers<Uint8Array | null>();
    const given = this.#turns.takeNow(() =>
      this.#exchange({
        label,
        payload: new Uint8Array(),
        payloadLater,
        enough: isFinal,
        timeoutMs: handshakeTimeoutMs,
      }),
    );
    if (given === null) return null;
    const prepared: Prepared = {
      ask(record) {
        resolve(record);
        return given;
      },
      cancel: () => resolve(null),
    };
    this.#prepared.add(prepared);
    void given.finally(() => this.#prepared.delete(prepared));
    return prepared;
  }

  /** The same without a second try. */
  async askOnce(
    label: string,
    question: Question,
    timeoutMs = handshakeTimeoutMs,
    onOpen?: () => void,
  ): Promise<Reply> {
    return this.#kept(label, question, await this.#askInClear(label, question, timeoutMs, onOpen));
  }

  #kept(label: string, question: Question, given: Given | NoAnswer): Reply {
    const reply = replyOf(given);
    if (reply.type === 'none') return reply;
    this.#answered.set(label, reply);
    if (reply.type === 'accepted') {
      this.#knownGood ??= { question, cipher: reply.hello.cipher };
      this.#longestAnswered = Math.max(this.#longestAnswered, question.ciphers.length);
    }
    return reply;
  }

  /** The server has accepted a hello with more suites than some can read. */
  get readsLongHellos(): boolean {
    return this.#longestAnswered > 128;
  }

  /**
   * Asks again as long as there is hope: once at once, and each time that the server was away and came back.
   *
   * @param once asks under the given label
   */
  async persistently<Answer extends { type: string }>(
    label: string,
    once: (label: string) => Promise<Answer | NoAnswer>,
  ): Promise<Answer | NoAnswer> {
    let drops = 0;
    let reply: Answer | NoAnswer = outOfTime;
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      await this.#recovering;
      const recoveries = this.#recoveries;
      reply = await once(attempt === 1 ? label : `${label} again${attempt > 2 ? ` ${attempt - 1}` : ''}`);
      if (!isNoAnswer(reply) || !mayPass(reply.why)) {
        this.#isFlaky ||= attempt > 1;
        return reply;
      }
      // They hold turns that the looks after the server need.
      for (const prepared of this.#prepared) prepared.cancel();
      if (this.#knownGood === null) {
        if (attempt === 2) return reply;
        continue;
      }
      drops += 1;
      // Twice in a row without a look in between: a server that drops every second connection would pass each look.
      if (drops === 2) continue;
      if (!(await this.#isWell())) return reply;
      // Only what happens to a server that is well all the time tells of the question itself.
      if (recoveries !== this.#recoveries) drops = 0;
      if (drops === 3) return reply.why === 'dropped' ? { ...reply, why: 'hangs-up' } : reply;
    }
    return reply;
  }

  /** It also dropped connections that it took when they were tried again: that it hangs up says nothing. */
  get isFlaky(): boolean {
    return this.#isFlaky;
  }

  /**
   * Whether it still takes what it took at first, and in the same way: one that has begun to turn us away may do so with
   * alerts, and one that answers now so and now so is several.
   */
  async isStillWell(): Promise<boolean> {
    if (this.#knownGood === null) return true;
    const { question, cipher } = this.#knownGood;
    const reply = await this.ask(`${question.protocol} known hello at the end`, question);
    return reply.type === 'accepted' && reply.hello.cipher === cipher && !this.contradictsItself;
  }

  /** One payload whose answer the caller reads. */
  async send(
    label: string,
    payload: Uint8Array,
    enough: (received: Uint8Array) => boolean,
    timeoutMs = handshakeTimeoutMs,
  ): Promise<Given | NoAnswer> {
    return this.#turns.take(() => this.#exchange({ label, payload, enough, timeoutMs }));
  }

  /** The same inside TLS of this machine's own library; null = the two found no TLS in common, or no connection. */
  async sendSecured(
    label: string,
    payload: Uint8Array,
    options: { enough?: (received: Uint8Array) => boolean; renegotiate?: boolean; timeoutMs?: number },
  ): Promise<Given | NoAnswer> {
    const { serverName } = this.#target;
    const { renegotiate = false, enough = () => false, timeoutMs = handshakeTimeoutMs } = options;
    const secured = { renegotiate, ...(serverName !== undefined && { serverName }) };
    return this.#turns.take(() => this.#exchange({ label, payload, enough, timeoutMs, secured }));
  }

  get #leftMs(): number {
    return Math.max(0, this.#deadlineAt - this.#host.now().getTime());
  }

  #record(question: Question): Uint8Array {
    const { serverName } = this.#target;
    const message = clientHelloMessage({ ...question, random: this.random(32), serverName });
    return clientHelloRecord(question.protocol, message);
  }

  async #askInClear(
    label: string,
    question: Question,
    timeoutMs: number,
    onOpen?: () => void,
  ): Promise<Given | NoAnswer> {
    const payload = this.#record(question);
    const given = await this.#turns.take(() => {
      const exchange = this.#exchange({ label, payload, enough: isFinal, timeoutMs });
      onOpen?.();
      return exchange;
    });
    // Later ones may have waited for each other at the server.
    if (this.#knownGood === null && given.type === 'given') {
      this.#isFar = given.receivedAtMs - given.sentAtMs > farMs;
    }
    return given;
  }

  async #exchange(request: {
    label: string;
    payload: Uint8Array;
    enough: (received: Uint8Array) => boolean;
    timeoutMs: number;
    payloadLater?: Promise<Uint8Array | null>;
    secured?: { serverName?: string; renegotiate: boolean };
  }): Promise<Given | NoAnswer> {
    const left = this.#leftMs;
    if (left <= 0) return outOfTime;
    this.connections += 1;
    const { address, port } = this.#target;
    try {
      const timeoutMs = Math.min(request.timeoutMs, left);
      const whole = { transport: 'tcp' as const, address, port, ...request, timeoutMs };
      if (this.#target.startTls === undefined) {
        return { ...(await this.#host.exchange(whole)), type: 'given' };
      }
      const { startTls, serverName = address } = this.#target;
      const given = await leadBy(this.#host, startTls, serverName, whole);
      if (given.type === 'none') this.refusedStartTls = given.refused ?? this.refusedStartTls;
      return given;
    } catch (error) {
      if (!isProbeError(error)) throw error;
      const why = error.code === 'not-found' ? 'refused-connection' : 'no-connection';
      return { type: 'none', why, received: new Uint8Array() };
    }
  }

  /** Whether the server answers its known hello, at once or after some rest. One look serves all who ask meanwhile. */
  #isWell(): Promise<boolean> {
    this.#recovering ??= this.#recover().finally(() => {
      this.#recovering = null;
    });
    return this.#recovering;
  }

  async #recover(): Promise<boolean> {
    if (this.#knownGood === null) return false;
    const { question } = this.#knownGood;
    for (const [turn, pauseMs] of recoveryPausesMs.entries()) {
      if (this.#host.now().getTime() + pauseMs > this.#deadlineAt) return false;
      if (pauseMs > 0) {
        this.#recoveries += 1;
        this.#turns.narrow(Math.min(pauseMs / 2, 1000));
        await this.#rest(pauseMs);
      }
      const look = this.#recoveries === 0 ? 'known hello' : `known hello after rest ${this.#recoveries}`;
      const label = `${question.protocol} ${look}, ${turn + 1}`;
      const reply = replyOf(await this.#askInClear(label, question, handshakeTimeoutMs));
      if (reply.type === 'accepted') return true;
      this.#isFlaky = true;
    }
    return false;
  }
}

/** A connection that waits for its hello. */
export type Prepared = { ask: (record: Uint8Array) => Promise<Given | NoAnswer>; cancel: () => void };

/** Servers in the same house answer sooner. */
const farMs = 10;

function isFinal(received: Uint8Array): boolean {
  return readServerAnswer(received).type !== 'more';
}

function replyOf(given: Given | NoAnswer): Reply {
  if (given.type === 'none') return given;
  const answer = readServerAnswer(given.received);
  if (answer.type === 'not-tls') return { type: 'none', why: 'not-tls', received: given.received };
  if (answer.type === 'more') return { type: 'none', why: silenceOf[given.ended], received: given.received };
  return answer;
}

const outOfTime: NoAnswer = { type: 'none', why: 'out-of-time', received: new Uint8Array() };

function isNoAnswer(reply: { type: string }): reply is NoAnswer {
  return reply.type === 'none';
}
