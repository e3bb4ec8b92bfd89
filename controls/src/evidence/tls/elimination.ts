import type { KeyPair } from './certificates/key-shares.ts';
import type { Conversation, Question, Reply } from './conversation.ts';
import type { Enumeration } from './enumeration.ts';
import { chaChaLast } from './offers.ts';
import { parallel } from './parallel.ts';
import type { Choice } from './preference.ts';
import { curveCodes, groupCodes } from './registry/groups.ts';
import { wireVersion } from './registry/protocols.ts';
import type { Protocol } from './registry/protocols.ts';
import { allSchemes } from './registry/signature-schemes.ts';
import { refusals } from './refusals.ts';
import { Rotation } from './rotation.ts';
import { Sequence } from './sequence.ts';
import type { Silence } from './silence.ts';

/** A hello with so many suites or more is worth being split once it is known that order does not matter. */
const worthSplitting = 40;
const parts = 3;

/**
 * Takes suites out of lists of one protocol version, one answer after the other, and notes beside them what each answer
 * tells of groups, signatures and order.
 */
export class Elimination {
  readonly found: Enumeration;
  readonly choices: Choice[] = [];
  /** A suite was chosen, which says that the version is spoken, whatever came of it. */
  wasChosen = false;
  /** The server answered internal_error. */
  stumbled = false;
  /** Of RFC 7919, offered behind the curves. */
  fields: readonly number[] = [];
  readonly #conversation: Conversation;
  readonly #keyShares: readonly KeyPair[];
  readonly #prefix: string;

  constructor(conversation: Conversation, protocol: Protocol, keyShares: readonly KeyPair[] | undefined) {
    this.#conversation = conversation;
    this.#keyShares = keyShares ?? [];
    this.#prefix = keyShares ? 'with keys, ' : '';
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
      asksForKeys: keyShares === undefined,
      restsOnHangUps: false,
      isNarrow: false,
    };
  }

  /** Asks until the list is refused; sets `answer`, and `complete` to false when what ended it was no answer. */
  async eliminate(label: string, list: readonly number[], mayTurn: boolean): Promise<void> {
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

  /** What was found in different hellos has the server's order within each of them only. @returns null = no answer */
  async inServersOrder(ciphers: readonly number[]): Promise<number[] | null> {
    const ordered: number[] = [];
    let left = ciphers;
    while (left.length > 1) {
      const chosen = await this.#turn(this.#asker(`in order ${ordered.length + 1}`), left);
      if (chosen === null) return null;
      ordered.push(chosen);
      left = without(left, chosen);
    }
    return [...ordered, ...left];
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
    const first = this.#keyShares.map(({ group }) => group);
    const rest = (first.length > 0 ? groupCodes : rotation.order).filter((code) => !first.includes(code));
    return [...first, ...rest, ...this.fields];
  }

  #question(ciphers: readonly number[], groups: Rotation, schemes: Rotation): Question {
    return {
      protocol: this.found.protocol,
      ciphers,
      keyShares: this.#keyShares,
      groups: this.#groups(groups),
      signatureSchemes: schemes.order,
    };
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
    const question = this.#question(ciphers, groups, schemes);
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
    if (hello) this.wasChosen = true;
    if (reply.type === 'alert') {
      // ServerHello, then the alert: chosen, and then not usable after all.
      if (hello && refusals.has(reply.alert)) return hello.cipher;
      if (reply.alert === internalError) this.stumbled = true;
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
    this.choices.push({ offered: question.ciphers, chosen: hello.cipher });
  }

  #unclear(answer: Silence | 'contradiction' | `alert-${number}`): null {
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

  /** Asks for the sake of the order alone: what the server takes of suites that it is known to take. */
  async noteChoice(label: string, ciphers: readonly number[]): Promise<void> {
    const { groups, schemes } = this.found;
    const reply = await this.#asker(label)(this.#question(ciphers, groups, schemes));
    if (reply.type !== 'accepted' || !ciphers.includes(reply.hello.cipher)) return;
    this.choices.push({ offered: ciphers, chosen: reply.hello.cipher });
  }
}

/** What a hello finds out beside the suite. */
type Beside = Pick<Enumeration, 'groups' | 'schemes'>;

const internalError = 80;

const refusalText = /^(?:alert-\d+|accepted|hangs-up)$/;

function without(list: readonly number[], code: number): number[] {
  return list.filter((one) => one !== code);
}
