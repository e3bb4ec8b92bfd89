import type { Conversation, Question, Reply } from './conversation.ts';
import type { KeyPair } from './certificates/key-shares.ts';
import { chaChaLast, isChaCha, offer, shortOffers } from './offers.ts';
import { parallel } from './parallel.ts';
import { serverDecides } from './preference.ts';
import type { Choice } from './preference.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { wireVersion } from './registry/protocols.ts';
import type { Protocol } from './registry/protocols.ts';
import type { Rotation } from './rotation.ts';
import type { Silence } from './silence.ts';
import type { ServerFlight } from './wire/server-answer.ts';
import type { ServerHello } from './wire/server-hello.ts';

/** What one protocol version is like on one endpoint. */
export type Enumeration = {
  protocol: Protocol;
  /** True = a handshake went through; false = every suite was refused by a fatal alert; null = neither. */
  offered: boolean | null;
  /** The list below is all: no question was left without an answer. */
  complete: boolean;
  /** The answer that settled it, e.g. `alert-70`, or why there is none. */
  answer: string;
  /** In the order in which the server chose. */
  ciphers: number[];
  /** True = the server's order decides, false = the client's, null = fewer than two suites or no clear answer. */
  serverPreference: boolean | null;
  answers: { hello: ServerHello; flight: ServerFlight }[];
};

export type EnumerateOptions = {
  /** Real keys for stacks that cannot ask for one with HelloRetryRequest. */
  keyShares?: readonly KeyPair[];
  /** What else each hello finds out while it looks for suites. */
  groups: Rotation;
  schemes: Rotation;
  /** The server has answered a hello with more than 128 suites in another version. */
  readsLongHellos?: boolean;
};

/**
 * Finds every suite by elimination: offer a list, note the chosen one, take it out, ask again until a fatal alert
 * says that nothing is left. N suites cost N + 1 connections where the client's order decides, N + 2 where the
 * server's does.
 */
export async function enumerate(
  conversation: Conversation,
  protocol: Protocol,
  options: EnumerateOptions,
): Promise<Enumeration> {
  const search = new Search(conversation, protocol, options);
  await search.run();
  return search.found;
}

/** A hello with so many suites or more is worth being split once it is known that order does not matter. */
const worthSplitting = 40;
const parts = 3;

class Search {
  readonly found: Enumeration;
  readonly #conversation: Conversation;
  readonly #options: EnumerateOptions;
  readonly #choices: Choice[] = [];
  #stumbled = false;

  constructor(conversation: Conversation, protocol: Protocol, options: EnumerateOptions) {
    this.#conversation = conversation;
    this.#options = options;
    this.found = {
      protocol,
      offered: null,
      complete: true,
      answer: '',
      ciphers: [],
      serverPreference: null,
      answers: [],
    };
  }

  async run(): Promise<void> {
    const { found } = this;
    await this.#eliminate('hello', offer(found.protocol), true);
    // A stack that cannot read so long a hello may refuse it with any alert, or hang up.
    const isProven = this.#options.readsLongHellos || found.ciphers.length > 0 || found.answer === 'alert-70';
    if (!isProven && found.answer !== 'lower-version' && found.answer !== 'out-of-time') {
      await this.#runShort();
    }
    if (found.complete && this.#stumbled) await this.#withoutSignatures();
    found.ciphers = [...new Set(found.ciphers)];
    if (found.ciphers.length > 0) {
      found.offered = true;
      if (found.complete) found.answer = 'accepted';
      found.serverPreference = await this.#preference();
    } else if (found.complete) {
      found.offered = false;
    }
  }

  async #runShort(): Promise<void> {
    this.found.complete = true;
    for (const [index, list] of shortOffers(this.found.protocol).entries()) {
      await this.#eliminate(`short ${index + 1} hello`, list, false);
      if (!this.found.complete) return;
      // The version itself is refused: no other list of suites changes that.
      if (this.found.answer === 'alert-70' && this.found.ciphers.length === 0) return;
    }
  }

  /**
   * OpenSSL 3 answers internal_error when a version is enabled and only its SHA-1 signature is not allowed: suites
   * without a signature may still work.
   */
  async #withoutSignatures(): Promise<void> {
    const { found } = this;
    const unsigned = offer(found.protocol).filter((code) => !isSigned(code) && !found.ciphers.includes(code));
    const { answer } = found;
    await this.#eliminate('unsigned hello', unsigned, false);
    if (found.complete) found.answer = answer;
  }

  /** Asks until the list is refused; sets `answer`, and `complete` to false when what ended it was no answer. */
  async #eliminate(label: string, list: readonly number[], mayTurn: boolean): Promise<void> {
    const first = await this.#turn(`${label} 1`, list);
    if (first === null) return;
    if (!mayTurn) return this.#chain(label, without(list, first), 2);
    const second = await this.#turn(`${label} 2, turned`, chaChaLast(list.toReversed()));
    if (second === null) {
      // What was just accepted is refused now: more than the list has changed.
      if (this.found.complete) this.#unclear('contradiction');
      return;
    }
    const left = without(without(list, first), second);
    if (first === second || left.length < worthSplitting) return this.#chain(label, left, 3);
    // The client's order decides, so nothing is learnt from one chain that several do not tell.
    const lists = Array.from({ length: parts }, (_, part) =>
      left.filter((_, index) => index % parts === part),
    );
    await parallel(parts, lists, (some) =>
      this.#chain(`${label} ${1 + lists.indexOf(some)} of ${parts},`, some, 3),
    );
  }

  async #chain(label: string, list: readonly number[], firstTurn: number): Promise<void> {
    let left = list;
    for (let turn = firstTurn; left.length > 0; turn += 1) {
      const chosen = await this.#turn(`${label} ${turn}`, left);
      if (chosen === null) return;
      left = without(left, chosen);
    }
  }

  /** @returns the suite that has to leave the list; null when the answer ends the search */
  async #turn(label: string, ciphers: readonly number[]): Promise<number | null> {
    const { protocol } = this.found;
    const { groups, schemes, keyShares = [] } = this.#options;
    const question: Question = {
      protocol,
      ciphers,
      keyShares,
      groups: groups.order,
      signatureSchemes: schemes.order,
    };
    const reply = await this.#conversation.ask(`${protocol} ${label}`, question);
    if (reply.type === 'none') return this.#unclear(reply.why);
    const { hello } = reply;
    if (hello && hello.version < wireVersion(protocol)) return this.#settled('lower-version');
    // An answer that was never offered, or a version that is too high, is no TLS that we understand.
    if (hello && (hello.version > wireVersion(protocol) || !ciphers.includes(hello.cipher))) {
      return this.#unclear('contradiction');
    }
    if (reply.type === 'alert') {
      // ServerHello, then the alert: chosen, and then not usable after all.
      if (hello) return hello.cipher;
      if (reply.alert === internalError) this.#stumbled = true;
      return refusals.has(reply.alert)
        ? this.#settled(`alert-${reply.alert}`)
        : this.#unclear(`alert-${reply.alert}`);
    }
    this.#note(question, reply);
    return reply.hello.cipher;
  }

  #note(question: Question, { hello, flight }: Extract<Reply, { type: 'accepted' }>): void {
    const { found } = this;
    if (!found.ciphers.includes(hello.cipher)) found.ciphers.push(hello.cipher);
    found.answers.push({ hello, flight });
    this.#choices.push({ offered: question.ciphers, chosen: hello.cipher });
    this.#options.groups.note(question.groups ?? [], flight.group ?? hello.group);
    this.#options.schemes.note(question.signatureSchemes ?? [], flight.signatureScheme);
  }

  #unclear(answer: UnclearAnswer | `alert-${number}`): null {
    this.found.complete = false;
    return this.#settled(answer);
  }

  #settled(answer: string): null {
    // The first thing that went wrong is the one to tell.
    if (this.found.complete || this.found.answer === '' || refusalText.test(this.found.answer)) {
      this.found.answer = answer;
    }
    return null;
  }

  /** Two suites of which one is ChaCha20 look the same in both orders; a third order tells, ChaCha20 first. */
  async #preference(): Promise<boolean | null> {
    const { ciphers, protocol } = this.found;
    const decided = serverDecides(this.#choices, ciphers);
    if (decided !== null || ciphers.length < 2 || !ciphers.some(isChaCha)) return decided;
    const turned = chaChaLast(ciphers).toReversed();
    const { groups, schemes, keyShares = [] } = this.#options;
    const reply = await this.#conversation.ask(`${protocol} ChaCha20 first`, {
      protocol,
      ciphers: turned,
      keyShares,
      groups: groups.order,
      signatureSchemes: schemes.order,
    });
    if (reply.type !== 'accepted') return null;
    return serverDecides([...this.#choices, { offered: turned, chosen: reply.hello.cipher }], ciphers);
  }
}

export type UnclearAnswer = Silence | 'contradiction';

const internalError = 80;

const refusalText = /^(?:alert-\d+|accepted)$/;

/**
 * Alerts that refuse what was offered: handshake_failure, illegal_parameter, decode_error (stacks that know nothing
 * of so old a version), protocol_version, insufficient_security, internal_error (see above). Others, such as
 * unrecognized_name or access_denied, refuse us, and say nothing of what the server offers to others.
 */
export const refusals: ReadonlySet<number> = new Set([40, 47, 50, 70, 71, 80]);

function without(list: readonly number[], code: number): number[] {
  return list.filter((one) => one !== code);
}

function isSigned(code: number): boolean {
  const suite = cipherSuite(code);
  return (
    suite !== undefined && ['DHE', 'ECDHE'].includes(suite.keyExchange) && suite.authentication !== 'anon'
  );
}
