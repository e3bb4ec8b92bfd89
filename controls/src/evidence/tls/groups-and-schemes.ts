import { own } from '@tenken/shared';
import { parseCertificate, publicKeyOf } from './certificates/certificate.ts';
import type { Conversation, Question } from './conversation.ts';
import { refusals } from './refusals.ts';
import type { Enumeration } from './enumeration.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import type { Protocol } from './registry/protocols.ts';
import type { Rotation } from './rotation.ts';
import { Sequence } from './sequence.ts';

/** A list that belongs to one version, found by elimination. */
export type Elimination = {
  protocol: Protocol;
  /** The server refused a hello with all the others. */
  complete: boolean;
  restsOnHangUps: boolean;
  /** In the order in which they were found. */
  accepted: readonly number[];
  serverPreference: boolean | null;
};

/**
 * The key-exchange groups of one version. Most are known from the hellos that looked for suites; here the rest is
 * offered alone until it is refused.
 *
 * @returns null when none of its suites uses a group
 */
export async function enumerateGroups(
  conversation: Conversation,
  { protocol, ciphers, groups, asksForKeys, isNarrow, answers }: Enumeration,
): Promise<Elimination | null> {
  const fitting = ciphers.filter((code) => /^ECDHE|^any$/.test(cipherSuite(code)?.keyExchange ?? ''));
  const rsa = fitting.filter((code) => cipherSuite(code)?.authentication !== 'ECDSA');
  const suites = rsa.length > 0 ? rsa : fitting;
  if (suites.length === 0) return null;
  if (!asksForKeys || isNarrow) {
    const { seen, serverPreference } = groups;
    return { protocol, complete: false, restsOnHangUps: false, accepted: seen, serverPreference };
  }
  const question = (label: string, beside: readonly number[]) =>
    eliminate(conversation, groups, {
      protocol,
      label,
      question: (unseen) => ({ protocol, ciphers: suites, groups: [...unseen, ...beside] }),
      chosen: ({ hello, flight }) => flight.group ?? hello.group,
    });
  if (rsa.length > 0) return question('groups', []);
  // A server with an ECDSA certificate wants the curve of its key in the list, whatever it takes then.
  const keyCurve = curveOfKey(answers.map(({ flight }) => flight.certificates?.[0]));
  if (keyCurve === null) return { ...(await question('groups', [])), complete: false };
  // Where it takes that curve before all others, it may still take them when the curve is not offered.
  const beside = await question('groups with the curve of the key', [keyCurve]);
  return beside.complete ? question('groups', []) : beside;
}

const curveCodesByName: Record<string, number> = { prime256v1: 0x17, secp384r1: 0x18, secp521r1: 0x19 };

function curveOfKey(certificates: readonly (Uint8Array | undefined)[]): number | null {
  for (const der of certificates) {
    const certificate = der && parseCertificate(der);
    const key = certificate && publicKeyOf(certificate);
    const code = own(curveCodesByName, key?.asymmetricKeyDetails?.namedCurve);
    if (code !== undefined) return code;
  }
  return null;
}

/** What the server signs its key exchange with in TLS 1.2. @returns null when none of its suites is signed */
export async function enumerateSchemes(
  conversation: Conversation,
  { protocol, ciphers, schemes, isNarrow }: Enumeration,
): Promise<Elimination | null> {
  const signed = ciphers.filter((code) => {
    const suite = cipherSuite(code);
    return /^(?:EC)?DHE$/.test(suite?.keyExchange ?? '') && suite?.authentication !== 'anon';
  });
  if (signed.length === 0) return null;
  if (isNarrow) {
    const { seen, serverPreference } = schemes;
    return { protocol, complete: false, restsOnHangUps: false, accepted: seen, serverPreference };
  }
  return eliminate(conversation, schemes, {
    protocol,
    label: 'signatures',
    question: (unseen) => ({ protocol, ciphers: signed, signatureSchemes: unseen }),
    chosen: ({ flight }) => flight.signatureScheme,
  });
}

async function eliminate(
  conversation: Conversation,
  rotation: Rotation,
  list: {
    protocol: Protocol;
    label: string;
    question: (unseen: readonly number[]) => Question;
    chosen: (answer: Enumeration['answers'][number]) => number | null;
  },
): Promise<Elimination> {
  const { protocol, label } = list;
  const ended = (complete: boolean, restsOnHangUps = false): Elimination => ({
    protocol,
    complete,
    restsOnHangUps,
    accepted: rotation.seen,
    serverPreference: rotation.serverPreference,
  });
  const sequence = new Sequence(conversation, `${protocol} ${label}`);
  while (rotation.unseen.length > 0) {
    const { unseen } = rotation;
    const reply = await sequence.ask(list.question(unseen));
    if (reply.type === 'none') return ended(reply.why === 'hangs-up', true);
    if (reply.type === 'alert') return ended(refuses(reply.alert, protocol));
    const chosen = list.chosen(reply);
    // Something else than was offered: nothing of the rest is taken, as far as this server says.
    if (chosen === null || !unseen.includes(chosen)) {
      sequence.end();
      return ended(chosen !== null);
    }
    rotation.note(unseen, chosen);
  }
  sequence.end();
  return ended(true);
}

const unexpectedMessage = 10;

/** Java answers a TLS 1.3 hello without a group of its own with unexpected_message. */
function refuses(alert: number, protocol: Protocol): boolean {
  return refusals.has(alert) || (alert === unexpectedMessage && protocol === 'TLSv1.3');
}
