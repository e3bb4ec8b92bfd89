import type { Conversation, Question, Reply } from './conversation.ts';
import type { KeyPair } from './certificates/key-shares.ts';
import { chaChaLast, isChaCha, maxOffered, offer, shortOffers } from './offers.ts';
import { parallel } from './parallel.ts';
import { serverDecides } from './preference.ts';
import type { Choice } from './preference.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { groupCodes } from './registry/groups.ts';
import { wireVersion } from './registry/protocols.ts';
import type { Protocol } from './registry/protocols.ts';
import { allSchemes } from './registry/signature-schemes.ts';
import { Rotation } from './rotation.ts';
import { Sequence } from './sequence.ts';
import type { Silence } from './silence.ts';
import type { ServerFlight } from './wire/server-answer.ts';
import type { ServerHello } from './wire/server-hello.ts';

/** What one protocol version is like on one endpoint. */
export type Enumeration = {
  protocol: Protocol;
  /** True = a handshake went through; false = every suite was refused; null = neither. */
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
  /** What each hello found out while it looked for suites. */
  groups: Rotation;
  schemes: Rotation;
  /** TLS 1.3: it says which group it wants when a hello brings no key. */
  asksForKeys: boolean;
};

export type EnumerateOptions = {
  /** Real keys for stacks that cannot ask for one with HelloRetryRequest. */
  keyShares?: readonly KeyPair[];
  /** The server has answered a hello with more than 128 suites in another version. */
  readsLongHellos?: boolean;
};

/**
 * Finds every suite by elimination: offer a list, note the chosen one, take it out, ask again until the server refuses
 * the rest, with a fatal alert or by hanging up each time. N suites cost N + 1 connections where the client's order decides, N + 2 where the
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
  #isInPieces = false;
  readonly #prefix: string;

  constructor(conversation: Conversation, protocol: Protocol, options: EnumerateOptions) {
    this.#conversation = conversation;
    this.#options = options;
    this.#prefix = options.keyShares ? 'with keys, ' : '';
    this.found = {
      protocol,
      offered: null,
      complete: true,
      answer: '',
      ciphers: [],
      serverPreference: null,
      answers: [],
      groups: new Rotation(groupCodes),
      schemes: new Rotation(allSchemes),
      asksForKeys: options.keyShares === undefined,
    };
  }

  async run(): Promise<void> {
    const { found } = this;
    await this.#eliminate('hello', offer(found.protocol), true);
    // A stack that cannot read so long a hello may refuse it with any alert, or hang up.
    const isShort = offer(found.protocol).length <= maxOffered;
    const isProven =
      isShort || this.#options.readsLongHellos || found.ciphers.length > 0 || found.answer === 'alert-70';
    if (!isProven && found.answer !== 'lower-version' && found.answer !== 'out-of-time') {
      await this.#runShort();
    }
    if (found.complete && this.#stumbled) await this.#withoutSignatures();
    if (found.complete && found.answer === 'hangs-up') await this.#byKeyExchange();
    found.ciphers = [...new Set(found.ciphers)];
    if (found.ciphers.length > 0) {
      found.offered = true;
      if (found.complete) found.answer = 'accepted';
      found.serverPreference = await this.#preference();
      if (found.serverPreference && this.#isInPieces) await this.#putInOrder();
    } else if (found.complete) {
      found.offered = false;
    }
  }

  async #runShort(): Promise<void> {
    this.#isInPieces = true;
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

  /**
   * Dovecot without DH parameters chooses a suite with DHE all the same and hangs up then: it refuses one suite and
   * seems to refuse the list. Apart from those the others are seen.
   */
  async #byKeyExchange(): Promise<void> {
    const { found } = this;
    const left = offer(found.protocol).filter((code) => !found.ciphers.includes(code));
    const families = new Map<string, number[]>([
      ['ECDHE', []],
      ['DHE', []],
      ['other', []],
    ]);
    for (const code of left) {
      const { keyExchange = '' } = cipherSuite(code) ?? {};
      (families.get(keyExchange) ?? families.get('other'))?.push(code);
    }
    this.#isInPieces = true;
    for (const [name, list] of families) {
      if (list.length > 0 && found.complete) await this.#eliminate(`${name} hello`, list, false);
    }
  }

  /** Asks until the list is refused; sets `answer`, and `complete` to false when what ended it was no answer. */
  async #eliminate(label: string, list: readonly number[], mayTurn: boolean): Promise<void> {
    const first = await this.#turn(this.#asker(`${label} 1`), list);
    if (first === null) return;
    if (!mayTurn) return this.#chain(label, without(list, first), 2);
    const second = await this.#turn(this.#asker(`${label} 2, turned`), chaChaLast(list.toReversed()));
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
    const forks = await parallel(parts, lists, async (some) => {
      const fork = { groups: this.found.groups.fork(), schemes: this.found.schemes.fork() };
      await this.#chain(`${label} ${1 + lists.indexOf(some)} of ${parts},`, some, 3, fork);
      return fork;
    });
    for (const { groups, schemes } of forks) {
      this.found.groups.join(groups);
      this.found.schemes.join(schemes);
    }
  }

  async #chain(
    label: string,
    list: readonly number[],
    firstTurn: number,
    beside: Beside = this.found,
  ): Promise<void> {
    const { protocol } = this.found;
    const sequence = new Sequence(this.#conversation, `${protocol} ${this.#prefix}${label}`, firstTurn);
    let left = list;
    while (left.length > 0) {
      const chosen = await this.#turn((question) => sequence.ask(question), left, beside);
      if (chosen === null) break;
      left = without(left, chosen);
    }
    sequence.end();
  }

  #asker(label: string): (question: Question) => Promise<Reply> {
    return (question) => this.#conversation.ask(`${this.found.protocol} ${this.#prefix}${label}`, question);
  }

  /** @returns the suite that has to leave the list; null when the answer ends the search */
  async #turn(
    ask: (question: Question) => Promise<Reply>,
    ciphers: readonly number[],
    { groups, schemes }: Beside = this.found,
  ): Promise<number | null> {
    const { protocol } = this.found;
    const { keyShares = [] } = this.#options;
    const question: Question = {
      protocol,
      ciphers,
      keyShares,
      groups: groups.order,
      signatureSchemes: schemes.order,
    };
    const reply = await ask(question);
    if (reply.type === 'none') {
      return reply.why === 'hangs-up' ? this.#settled('hangs-up') : this.#unclear(reply.why);
    }
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
    groups.note(question.groups ?? [], reply.flight.group ?? reply.hello.group);
    schemes.note(question.signatureSchemes ?? [], reply.flight.signatureScheme);
    return reply.hello.cipher;
  }

  #note(question: Question, { hello, flight }: Extract<Reply, { type: 'accepted' }>): void {
    const { found } = this;
    if (!found.ciphers.includes(hello.cipher)) found.ciphers.push(hello.cipher);
    found.answers.push({ hello, flight });
    this.#choices.push({ offered: question.ciphers, chosen: hello.cipher });
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

  /** What was found in different hellos has the server's order within each of them only. */
  async #putInOrder(): Promise<void> {
    const { found } = this;
    const ordered: number[] = [];
    let left: readonly number[] = found.ciphers;
    while (left.length > 1) {
      const chosen = await this.#turn(this.#asker(`in order ${ordered.length + 1}`), left);
      if (chosen === null) {
        found.serverPreference = null;
        return;
      }
      ordered.push(chosen);
      left = without(left, chosen);
    }
    found.ciphers = [...ordered, ...left];
  }

  async #preference(): Promise<boolean | null> {
    const { ciphers } = this.found;
    if (ciphers.length < 2) return null;
    const decided = () => serverDecides(this.#choices, ciphers);
    if (decided() === null && this.#isInPieces) {
      await this.#choose('found', chaChaLast(ciphers));
      await this.#choose('found, turned', chaChaLast(ciphers.toReversed()));
    }
    // Two suites of which one is ChaCha20 look the same in both orders; a third order tells, ChaCha20 first.
    if (decided() === null && ciphers.some(isChaCha)) {
      await this.#choose('ChaCha20 first', chaChaLast(ciphers).toReversed());
    }
    return decided();
  }

  async #choose(label: string, ciphers: readonly number[]): Promise<void> {
    const { protocol, groups, schemes } = this.found;
    const { keyShares = [] } = this.#options;
    const reply = await this.#conversation.ask(`${protocol} ${this.#prefix}${label}`, {
      protocol,
      ciphers,
      keyShares,
      groups: groups.order,
      signatureSchemes: schemes.order,
    });
    if (reply.type !== 'accepted' || !ciphers.includes(reply.hello.cipher)) return;
    this.#choices.push({ offered: ciphers, chosen: reply.hello.cipher });
  }
}

export type UnclearAnswer = Silence | 'contradiction';

/** What a hello finds out beside the suite. */
type Beside = Pick<Enumeration, 'groups' | 'schemes'>;

const internalError = 80;

const refusalText = /^(?:alert-\d+|accepted|hangs-up)$/;

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
