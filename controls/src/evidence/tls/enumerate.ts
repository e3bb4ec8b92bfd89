import type { Conversation, Question, Reply } from './conversation.ts';
import type { KeyPair } from './certificates/key-shares.ts';
import { chaChaLast, fewOffered, isChaCha, maxOffered, offer, shortOffers } from './offers.ts';
import { parallel } from './parallel.ts';
import { serverDecides } from './preference.ts';
import type { Choice } from './preference.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { curveCodes, fieldCodes, groupCodes, usualGroups } from './registry/groups.ts';
import { wireVersion } from './registry/protocols.ts';
import type { Protocol } from './registry/protocols.ts';
import { allSchemes, usualSchemes } from './registry/signature-schemes.ts';
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
  /** Something above rests on the server having hung up. */
  restsOnHangUps: boolean;
  /** The server reads short hellos only, so most groups and signatures were never offered. */
  isNarrow: boolean;
};

export type EnumerateOptions = {
  /** Real keys for stacks that cannot ask for one with HelloRetryRequest. */
  keyShares?: readonly KeyPair[];
  /** The server has answered a hello with everything in it in another version. */
  readsLongHellos?: boolean;
};

/**
 * Finds every suite by elimination: offer a list, note the chosen one, take it out, ask again until the server refuses
 * the rest, with a fatal alert or by hanging up each time. N suites cost N + 1 connections where the client's order
 * decides, N + 2 where the server's does.
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
  /** A suite was chosen, which says that the version is spoken, whatever came of it. */
  #wasChosen = false;
  #stumbled = false;
  #isInPieces = false;
  /** Before TLS 1.3 some of the suites need a field of RFC 7919 beside the curves. */
  #fields: readonly number[] = [];
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
      groups: new Rotation(protocol === 'TLSv1.3' ? groupCodes : curveCodes),
      schemes: new Rotation(allSchemes),
      asksForKeys: options.keyShares === undefined,
      restsOnHangUps: false,
      isNarrow: false,
    };
  }

  async run(): Promise<void> {
    const { found } = this;
    await this.#eliminate('hello', this.#left(), true);
    if (!this.#isProven) await this.#inShorterHellos();
    // Dovecot without DH parameters chooses a suite with DHE all the same and hangs up then, and OpenSSL answers
    // internal_error where it may not sign as a version asks for: one suite is refused, and the list seems to be.
    const mayHide = found.answer === 'hangs-up' || this.#stumbled;
    if (found.complete && mayHide) await this.#byKeyExchange();
    if (found.ciphers.length > 0 && protocolHasFields(found.protocol)) await this.#withFields();
    found.ciphers = [...new Set(found.ciphers)];
    if (found.ciphers.length > 0) {
      found.offered = true;
      if (found.complete) found.answer = 'accepted';
      found.serverPreference = await this.#preference();
      if (found.serverPreference && this.#isInPieces) await this.#putInOrder();
    } else if (this.#wasChosen) {
      found.complete = false;
    } else if (found.complete) {
      found.offered = false;
    }
  }

  #left(): number[] {
    const { protocol, ciphers } = this.found;
    return offer(protocol).filter((code) => !ciphers.includes(code));
  }

  /** A stack that cannot read so long a hello may refuse it with any alert, or hang up. */
  get #isProven(): boolean {
    const { ciphers, answer } = this.found;
    const isFinal = ['alert-70', 'lower-version', 'out-of-time'].includes(answer);
    return this.#options.readsLongHellos === true || ciphers.length > 0 || isFinal;
  }

  /** Fewer suites in each hello, and then fewer groups and signatures as well. */
  async #inShorterHellos(): Promise<void> {
    const { found } = this;
    this.#isInPieces = true;
    const lists = shortOffers(found.protocol, maxOffered);
    if (lists.length > 1) {
      found.complete = true;
      for (const [index, list] of lists.entries()) {
        if (!found.complete || (index > 0 && found.answer === 'alert-70')) return;
        await this.#eliminate(`short ${index + 1} hello`, list, false);
      }
    }
    if (this.#isProven) return;
    const wide = { groups: found.groups, schemes: found.schemes };
    Object.assign(found, {
      complete: true,
      groups: new Rotation(usualGroups),
      schemes: new Rotation(usualSchemes),
    });
    for (const [index, list] of shortOffers(found.protocol, fewOffered).entries()) {
      await this.#eliminate(`narrow ${index + 1} hello`, list, false);
      if (index === 0) await this.#byKeyExchange(list);
      if (!found.complete) return;
      // What refuses the usual suites in so short a hello refuses the version.
      if (found.ciphers.length === 0) {
        Object.assign(found, wide);
        return;
      }
      found.isNarrow = true;
    }
  }

  async #byKeyExchange(list = this.#left()): Promise<void> {
    const { found } = this;
    this.#isInPieces = true;
    const { answer } = found;
    for (const family of ['ECDHE', 'DHE', 'other']) {
      const members = list.filter((code) => familyOf(code) === family && !found.ciphers.includes(code));
      if (members.length === 0 || members.length === list.length || !found.complete) continue;
      await this.#eliminate(`${family}${list.length > fewOffered ? '' : ' few'} hello`, members, false);
    }
    if (found.complete) found.answer = answer;
  }

  /**
   * A server of RFC 7919 that is offered its fields takes one of them instead of a prime of its own, and without them it
   * takes DHE with its own prime or not at all. So they are left out everywhere, and offered apart here.
   */
  async #withFields(): Promise<void> {
    const members = this.#left().filter((code) => familyOf(code) === 'DHE');
    if (members.length === 0 || !this.found.complete) return;
    const before = this.found.ciphers.length;
    this.#fields = fieldCodes;
    await this.#eliminate('fields hello', members, false);
    if (this.found.ciphers.length === before) this.#fields = [];
    else this.#isInPieces = true;
  }

  /** Asks until the list is refused; sets `answer`, and `complete` to false when what ended it was no answer. */
  async #eliminate(label: string, list: readonly number[], mayTurn: boolean): Promise<void> {
    const first = await this.#turn(this.#asker(`${label} 1`), list);
    if (first === null) return;
    if (!mayTurn) return this.#chain(label, without(list, first), 2);
    const second = await this.#turn(this.#asker(`${label} 2, turned`), chaChaLast(list.toReversed()));
    if (second === null) {
      // What was just accepted is refused now: more than the list has changed.
      if (this.found.complete) this.#contradiction();
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

  /** A key that is sent along has to be of a group that stands first (RFC 8446 4.2.8). */
  #groups(rotation: Rotation): readonly number[] {
    const { keyShares = [] } = this.#options;
    const first = keyShares.map(({ group }) => group);
    const rest = (first.length > 0 ? groupCodes : rotation.order).filter((code) => !first.includes(code));
    return [...first, ...rest, ...this.#fields];
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
      groups: this.#groups(groups),
      signatureSchemes: schemes.order,
    };
    const reply = await ask(question);
    if (reply.type === 'none') {
      if (reply.why !== 'hangs-up') return this.#unclear(reply.why);
      this.found.restsOnHangUps = true;
      return this.#settled('hangs-up');
    }
    const { hello } = reply;
    // An answer that was never offered, or a version that is too high, is no TLS that we understand.
    if (hello && hello.version > wireVersion(protocol)) return this.#unclear('contradiction');
    if (hello && !ciphers.includes(hello.cipher)) return this.#contradiction();
    if (hello && hello.version < wireVersion(protocol)) return this.#settled('lower-version');
    if (hello) this.#wasChosen = true;
    if (reply.type === 'alert') {
      // ServerHello, then the alert: chosen, and then not usable after all.
      if (hello && refusals.has(reply.alert)) return hello.cipher;
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

  /** Several servers behind one address answer so, and then nothing that one of them refused is refused by all. */
  #contradiction(): null {
    this.#conversation.contradictsItself = true;
    return this.#unclear('contradiction');
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
      groups: this.#groups(groups),
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

function familyOf(code: number): string {
  const { keyExchange = '' } = cipherSuite(code) ?? {};
  return keyExchange === 'ECDHE' || keyExchange === 'DHE' ? keyExchange : 'other';
}

function protocolHasFields(protocol: Protocol): boolean {
  return protocol !== 'TLSv1.3' && protocol !== 'SSLv3';
}
