import type { KeyPair } from './certificates/key-shares.ts';
import type { Conversation } from './conversation.ts';
import { Elimination } from './elimination.ts';
import type { Enumeration } from './enumeration.ts';
import { chaChaLast, fewOffered, isChaCha, maxOffered, offer, shortOffers } from './offers.ts';
import { serverDecides } from './preference.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { fieldCodes, usualGroups } from './registry/groups.ts';
import type { Protocol } from './registry/protocols.ts';
import { usualSchemes } from './registry/signature-schemes.ts';
import { Rotation } from './rotation.ts';

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
  const search = new Search(new Elimination(conversation, protocol, options.keyShares), options);
  await search.run();
  return search.found;
}

/** Which lists are offered, and when what was found is all. */
class Search {
  readonly found: Enumeration;
  readonly #elimination: Elimination;
  readonly #options: EnumerateOptions;
  #isInPieces = false;

  constructor(elimination: Elimination, options: EnumerateOptions) {
    this.found = elimination.found;
    this.#elimination = elimination;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { found } = this;
    await this.#elimination.eliminate('hello', this.#left(), true);
    if (!this.#isProven) await this.#inShorterHellos();
    // Dovecot without DH parameters chooses a suite with DHE all the same and hangs up then, and OpenSSL answers
    // internal_error where it may not sign as a version asks for: one suite is refused, and the list seems to be.
    const mayHide = found.answer === 'hangs-up' || this.#elimination.stumbled;
    if (found.complete && mayHide) await this.#byKeyExchange();
    if (found.ciphers.length > 0 && protocolHasFields(found.protocol)) await this.#withFields();
    found.ciphers = [...new Set(found.ciphers)];
    if (found.ciphers.length > 0) {
      found.offered = true;
      if (found.complete) found.answer = 'accepted';
      found.serverPreference = await this.#preference();
      if (found.serverPreference && this.#isInPieces) {
        const ordered = await this.#elimination.inServersOrder(found.ciphers);
        if (ordered === null) found.serverPreference = null;
        else found.ciphers = ordered;
      }
    } else if (this.#elimination.wasChosen) {
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
        await this.#elimination.eliminate(`short ${index + 1} hello`, list, false);
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
      await this.#elimination.eliminate(`narrow ${index + 1} hello`, list, false);
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
      await this.#elimination.eliminate(
        `${family}${list.length > fewOffered ? '' : ' few'} hello`,
        members,
        false,
      );
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
    this.#elimination.fields = fieldCodes;
    await this.#elimination.eliminate('fields hello', members, false);
    if (this.found.ciphers.length === before) this.#elimination.fields = [];
    else this.#isInPieces = true;
  }

  async #preference(): Promise<boolean | null> {
    const { ciphers } = this.found;
    if (ciphers.length < 2) return null;
    const decided = () => serverDecides(this.#elimination.choices, ciphers);
    if (decided() === null && this.#isInPieces) {
      await this.#elimination.noteChoice('found', chaChaLast(ciphers));
      await this.#elimination.noteChoice('found, turned', chaChaLast(ciphers.toReversed()));
    }
    // Two suites of which one is ChaCha20 look the same in both orders; a third order tells, ChaCha20 first.
    if (decided() === null && ciphers.some(isChaCha)) {
      await this.#elimination.noteChoice('ChaCha20 first', chaChaLast(ciphers).toReversed());
    }
    return decided();
  }
}

function familyOf(code: number): string {
  const { keyExchange = '' } = cipherSuite(code) ?? {};
  return keyExchange === 'ECDHE' || keyExchange === 'DHE' ? keyExchange : 'other';
}

function protocolHasFields(protocol: Protocol): boolean {
  return protocol !== 'TLSv1.3' && protocol !== 'SSLv3';
}
