import { cipherSuite } from './registry/cipher-suites.ts';
import type { Conversation, Reply, Silence } from './conversation.ts';
import { offers } from './offers.ts';
import { wireVersion } from './registry/protocols.ts';
import type { Protocol } from './registry/protocols.ts';
import type { ServerFlight } from './wire/server-answer.ts';

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
  flights: ServerFlight[];
};

/**
 * Finds every suite by elimination: offer a list, note the chosen one, take it out, ask again until a fatal alert
 * says that nothing is left. N suites cost N + 1 connections.
 */
export async function enumerate(
  conversation: Conversation,
  protocol: Protocol,
  keyShares: readonly { group: number; publicKey: Uint8Array }[] = [],
): Promise<Enumeration> {
  const found: Enumeration = {
    protocol,
    offered: null,
    complete: true,
    answer: '',
    ciphers: [],
    serverPreference: null,
    flights: [],
  };
  const lists = offers(protocol);
  for (let index = 0; index < lists.length; index += 1) {
    const end = await eliminate(
      conversation,
      found,
      `${protocol} list ${index + 1}`,
      lists[index] ?? [],
      keyShares,
    );
    found.answer = end;
    if (!found.complete) break;
    // The version itself is refused: no other list of suites changes that.
    if (end === 'alert-70' && found.ciphers.length === 0) break;
    if (end === 'alert-80') {
      // OpenSSL 3 answers so when a version is enabled and only its SHA-1 signature is not allowed: suites without
      // a signature may still work.
      const unsigned = (lists[index] ?? []).filter(
        (code) => !isSigned(code) && !found.ciphers.includes(code),
      );
      const again = await eliminate(
        conversation,
        found,
        `${protocol} list ${index + 1} unsigned`,
        unsigned,
        keyShares,
      );
      if (!found.complete) found.answer = again;
    }
    if (!found.complete) break;
  }
  if (found.ciphers.length > 0) {
    found.offered = true;
    if (found.complete) found.answer = 'accepted';
    found.serverPreference = await readPreference(conversation, found, keyShares);
  } else if (found.complete) {
    found.offered = false;
  }
  return found;
}

/** Asks until the list is refused. Returns what ended it; sets `complete` to false when that was no answer. */
async function eliminate(
  conversation: Conversation,
  found: Enumeration,
  label: string,
  list: readonly number[],
  keyShares: readonly { group: number; publicKey: Uint8Array }[],
): Promise<string> {
  const { protocol } = found;
  const left = new Set(list);
  for (let turn = 1; left.size > 0; turn += 1) {
    const reply = await askTwice(conversation, `${label} hello ${turn}`, {
      protocol,
      ciphers: [...left],
      keyShares,
    });
    if (reply.type === 'none') {
      found.complete = false;
      return reply.why;
    }
    const { hello } = reply;
    if (hello && hello.version < wireVersion(protocol)) return 'lower-version';
    // An answer that was never offered, or a version that is too high, is no TLS that we understand.
    if (hello && (hello.version > wireVersion(protocol) || !left.has(hello.cipher))) {
      found.complete = false;
      return 'contradiction' satisfies UnclearAnswer;
    }
    if (reply.type === 'alert') {
      if (hello) {
        // ServerHello, then the alert: chosen, and then not usable after all.
        left.delete(hello.cipher);
        continue;
      }
      if (!refusals.has(reply.alert)) found.complete = false;
      return `alert-${reply.alert}`;
    }
    left.delete(reply.hello.cipher);
    found.ciphers.push(reply.hello.cipher);
    found.flights.push({ ...reply.flight, group: reply.flight.group ?? reply.hello.group });
  }
  return 'accepted';
}

export type UnclearAnswer = Silence | 'contradiction';

/**
 * Alerts that refuse what was offered: handshake_failure, illegal_parameter, decode_error (stacks that know nothing
 * of so old a version), protocol_version, insufficient_security, internal_error (see above). Others, such as
 * unrecognized_name or access_denied, refuse us, and say nothing of what the server offers to others.
 */
const refusals = new Set([40, 47, 50, 70, 71, 80]);

/** A dropped connection may be an accident or a rate limit: one more try, then it stays unknown. */
async function askTwice(
  conversation: Conversation,
  label: string,
  options: Parameters<Conversation['ask']>[1],
): Promise<Reply> {
  const first = await conversation.ask(label, options);
  if (first.type !== 'none' || first.why === 'out-of-time') return first;
  return conversation.ask(`${label} again`, options);
}

/**
 * Offers what was found in reverse. ChaCha20 stays at the end: OpenSSL's PrioritizeChaCha lets a client that puts
 * it first have it although the server's order decides otherwise.
 */
async function readPreference(
  conversation: Conversation,
  found: Enumeration,
  keyShares: readonly { group: number; publicKey: Uint8Array }[],
): Promise<boolean | null> {
  const [first] = found.ciphers;
  const isChaCha = (code: number) => cipherSuite(code)?.cipher.startsWith('CHACHA20') ?? false;
  const turned = found.ciphers.toReversed();
  const ciphers = [...turned.filter((code) => !isChaCha(code)), ...turned.filter(isChaCha)];
  if (first === undefined || ciphers.length < 2 || ciphers[0] === first) return null;
  const { protocol } = found;
  const reply = await conversation.ask(`${protocol} reversed`, { protocol, ciphers, keyShares });
  if (reply.type !== 'accepted') return null;
  if (reply.hello.cipher === first) return true;
  return reply.hello.cipher === ciphers[0] ? false : null;
}

function isSigned(code: number): boolean {
  const suite = cipherSuite(code);
  return (
    suite !== undefined && ['DHE', 'ECDHE'].includes(suite.keyExchange) && suite.authentication !== 'anon'
  );
}
