import { readEncryptedCertificates } from './certificates/encrypted-certificates.ts';
import type { EncryptedFlight, EncryptedReading } from './certificates/encrypted-certificates.ts';
import type { Conversation } from './conversation.ts';
import { refusals } from './refusals.ts';
import type { Elimination } from './groups-and-schemes.ts';
import { groupName } from './registry/groups.ts';
import { allSchemes, ecdsaSchemes, rsaSchemes } from './registry/signature-schemes.ts';

/** What a server of TLS 1.3 says encrypted, for each kind of signature: it may hold an RSA and an ECDSA certificate. */
export type EncryptedFlights = {
  flights: EncryptedFlight[];
  schemes: Elimination;
  /** Why a certificate could not be read; null = all were. */
  unread: string | null;
  /** From those offered; null = nothing was read, or the server chose none. */
  applicationProtocol: string | null;
};

/** A hello with two keys still fits one packet. A server has one of the later alone only where somebody took pains. */
const choices: readonly (readonly number[])[] = [[0x1d, 0x17], [0x18, 0x19], [0x1e]];

/** No application protocol in common (RFC 7301). */
const noApplicationProtocol = 120;

export const offeredProtocols = ['h2', 'http/1.1', 'postgresql', 'imap', 'pop3', 'ftp'] as const;

export async function readEncryptedFlights(conversation: Conversation): Promise<EncryptedFlights> {
  const flights: EncryptedFlight[] = [];
  const accepted: number[] = [];
  const schemes = { protocol: 'TLSv1.3' as const, accepted, serverPreference: null };
  const ended = (unread: string | null, complete: boolean, restsOnHangUps = false): EncryptedFlights => ({
    flights,
    schemes: { ...schemes, complete, restsOnHangUps },
    unread,
    applicationProtocol: flights[0]?.applicationProtocol ?? null,
  });
  const [groups, first] = await firstFlight(conversation);
  if (first.type !== 'read') return ended(whyUnread(first), false);
  const left = () => allSchemes.filter((code) => !accepted.includes(code));
  const note = (flight: EncryptedFlight): boolean => {
    flights.push(flight);
    if (accepted.includes(flight.signatureScheme)) return false;
    accepted.push(flight.signatureScheme);
    return true;
  };
  const rest = async (label: string, schemes: () => readonly number[]): Promise<LastReading> => {
    for (let turn = 2; ; turn += 1) {
      const reading = await readEncryptedCertificates(
        conversation,
        conversation.target,
        `TLSv1.3 ${label} ${turn}`,
        { groups, signatureSchemes: schemes() },
      );
      if (reading.type !== 'read') return reading;
      if (!note(reading.flight)) return { type: 'unread', why: 'contradiction' };
    }
  };
  note(first.flight);
  let end = await rest('flight', left);
  // Java chooses the certificate before it looks whether it can sign with it: one kind of key may hide behind another.
  for (const kind of [rsaSchemes, ecdsaSchemes]) {
    if (!isRefusal(end) || accepted.some((code) => kind.includes(code))) continue;
    const label = kind === rsaSchemes ? 'flight, RSA' : 'flight, ECDSA';
    end = await rest(label, () => kind.filter((code) => !accepted.includes(code)));
  }
  // An alert says that there is no other certificate and no other signature.
  if (!isRefusal(end)) return ended(whyUnread(end), false);
  return ended(null, true, end.type === 'unread');
}

type LastReading = Exclude<EncryptedReading, { type: 'read' }>;

function isRefusal(reading: LastReading): boolean {
  return reading.type === 'refused' ? refusals.has(reading.alert) : reading.why === 'hangs-up';
}

async function firstFlight(conversation: Conversation): Promise<[readonly number[], EncryptedReading]> {
  let groups: readonly number[] = [];
  let reading: EncryptedReading = { type: 'unread', why: 'silent' };
  for (groups of choices) {
    const name = groups === choices[0] ? 'usual groups' : groups.map(groupName).join(' ');
    const label = `TLSv1.3 flight 1 (${name})`;
    const choice = { groups, signatureSchemes: allSchemes };
    reading = await readEncryptedCertificates(conversation, conversation.target, label, {
      ...choice,
      applicationProtocols: offeredProtocols,
    });
    if (reading.type === 'refused' && reading.alert === noApplicationProtocol) {
      reading = await readEncryptedCertificates(
        conversation,
        conversation.target,
        `${label}, no ALPN`,
        choice,
      );
    }
    if (reading.type !== 'refused') break;
  }
  return [groups, reading];
}

function whyUnread(reading: Exclude<EncryptedReading, { type: 'read' }>): string {
  return reading.type === 'refused' ? `alert-${reading.alert}` : reading.why;
}
