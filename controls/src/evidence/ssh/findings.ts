import type { Connection } from './conversation.ts';
import type { Question, Reading } from './dialogue.ts';
import type { SshFacts, SshGroup, SshLists } from './facts.ts';
import type { GroupRequest } from './key-exchanges.ts';
import { planFor } from './plan.ts';
import type { Plan } from './plan.ts';
import type { HostKey } from './wire/host-key.ts';
import type { Identification } from './wire/identification.ts';
import { listNames } from './wire/key-exchange-init.ts';
import type { KeyExchangeInit } from './wire/key-exchange-init.ts';

/** What the connections to one server brought together. */
export class Findings {
  readonly plan: Plan;
  readonly #identification: Identification;
  readonly #lists: KeyExchangeInit | null;
  readonly #keys = new Map<string, HostKey>();
  readonly #failures = new Map<string, string>();
  readonly #groups: SshGroup[] = [];
  #sameListsEachTime = true;
  /** Why what was not asked was not asked. */
  #stopped: string | null = null;

  constructor(identification: Identification, lists: KeyExchangeInit | null) {
    this.#identification = identification;
    this.#lists = lists;
    this.plan = planFor(lists ?? nothing);
  }

  get askedFor(): string[] {
    return [...this.#failures.keys()];
  }

  hasAnswered(algorithm: string): boolean {
    return this.#keys.has(algorithm);
  }

  hasAsked(group: GroupRequest): boolean {
    return this.#groups.some(
      ({ minBits, maxBits }) => minBits === group.minBits && maxBits === group.maxBits,
    );
  }

  /** @param question what was to be asked, whether or not it came so far */
  note({ reading, silence }: Connection, question: Question | null): void {
    const { lists, hostKey, groupBits } = reading;
    if (
      lists !== null &&
      this.#lists !== null &&
      listNames.some((name) => !same(lists[name], this.#lists?.[name]))
    ) {
      this.#sameListsEachTime = false;
    }
    if (question === null) return;
    const answered = hostKey !== null || groupBits !== null;
    if (answered) this.#explainHangUps();
    const why = whyNot(reading, silence);
    if (question.group && !this.hasAsked(question.group)) {
      const answer = groupBits === null ? why : 'group';
      this.#groups.push({ algorithm: question.keyExchange, ...question.group, bits: groupBits, answer });
    }
    if (hostKey !== null) this.#keys.set(question.hostKey, hostKey);
    else this.#failures.set(question.hostKey, why);
  }

  stop(why: string): void {
    this.#stopped = why;
  }

  /** @param plan null = there was nothing to ask */
  facts(plan: Plan | null): SshFacts {
    const { line, protocol, software, comments, linesBefore } = this.#identification;
    return {
      identification: line,
      protocol,
      software,
      comments,
      linesBefore,
      lists: this.#lists && shownLists(this.#lists),
      sameListsEachTime: this.#sameListsEachTime,
      hostKeys: (plan?.hostKeys ?? []).flatMap((algorithm) => {
        const key = this.#keys.get(algorithm);
        return key ? [{ algorithm, ...key }] : [];
      }),
      hostKeysUnread: plan ? this.#unread(plan) : [],
      groups: this.#groupsAndGaps(plan),
    };
  }

  #unread({ hostKeys, unknownHostKeys, keyExchange, groupExchange }: Plan) {
    const noWay = keyExchange === null && groupExchange === null ? 'no-known-key-exchange' : null;
    return [
      ...hostKeys
        .filter((algorithm) => !this.#keys.has(algorithm))
        .map((algorithm) => ({
          algorithm,
          why: noWay ?? this.#failures.get(algorithm) ?? this.#stopped ?? 'not-asked',
        })),
      ...unknownHostKeys.map((algorithm) => ({ algorithm, why: 'unsupported' })),
    ];
  }

  /** A group exchange that is offered and was not begun is told as such. */
  #groupsAndGaps(plan: Plan | null): SshGroup[] {
    if (!plan?.groupExchange || this.#groups.length > 0) return this.#groups;
    const answer = this.#stopped ?? (plan.hostKeys.length === 0 ? 'no-known-host-key' : 'not-asked');
    return [{ algorithm: plan.groupExchange, minBits: 0, wantedBits: 0, maxBits: 0, bits: null, answer }];
  }

  /** The server is there and talks: it hung up because of what it was asked. */
  #explainHangUps(): void {
    for (const group of this.#groups) if (group.answer === 'dropped') group.answer = 'hangs-up';
    for (const [algorithm, why] of this.#failures) {
      if (why === 'dropped') this.#failures.set(algorithm, 'hangs-up');
    }
  }
}

function whyNot({ problem, disconnect }: Reading, silence: string): string {
  if (problem !== null) return problem;
  return disconnect ? `disconnect-${disconnect.reason}` : silence;
}

function shownLists(lists: KeyExchangeInit): SshLists {
  return {
    keyExchanges: lists.keyExchanges.filter((name) => !isSignal(name)),
    signals: lists.keyExchanges.filter(isSignal),
    hostKeyAlgorithms: lists.hostKeyAlgorithms,
    ciphers: { toServer: lists.ciphersToServer, toClient: lists.ciphersToClient },
    macs: { toServer: lists.macsToServer, toClient: lists.macsToClient },
    compression: { toServer: lists.compressionToServer, toClient: lists.compressionToClient },
  };
}

/** RFC 8308; OpenSSH's PROTOCOL 1.10 (strict key exchange); Dropbear's way to tell how it guesses. */
function isSignal(name: string): boolean {
  return /^(?:ext-info-[cs]|kex-strict-[cs]-v\d\d@openssh\.com|kexguess2@matt\.ucc\.asn\.au)$/.test(name);
}

function same(a: readonly string[], b: readonly string[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((name, index) => name === b[index]);
}

const nothing: KeyExchangeInit = {
  keyExchanges: [],
  hostKeyAlgorithms: [],
  ciphersToServer: [],
  ciphersToClient: [],
  macsToServer: [],
  macsToClient: [],
  compressionToServer: [],
  compressionToClient: [],
  languagesToServer: [],
  languagesToClient: [],
  firstPacketFollows: false,
};
