import { isProbeError } from '@tenken/shared';
import {
  groupMessage,
  groupReplyMessage,
  groupRequestPacket,
  groupSharePacket,
  parseGroup,
  parseReply,
  replyMessage,
  sharePacket,
} from './key-exchanges.ts';
import type { GroupRequest } from './key-exchanges.ts';
import { FieldReader } from './wire/fields.ts';
import { parseHostKey } from './wire/host-key.ts';
import type { HostKey } from './wire/host-key.ts';
import { printable, readIdentification } from './wire/identification.ts';
import type { Identification } from './wire/identification.ts';
import { keyExchangeInitPacket, parseKeyExchangeInit } from './wire/key-exchange-init.ts';
import type { KeyExchangeInit } from './wire/key-exchange-init.ts';
import { message, splitPackets } from './wire/packets.ts';

/** What this side calls itself. No server treats the name in a way of its own. */
export const ownIdentification = Buffer.from('SSH-2.0-Tenken\r\n', 'latin1');

/** The key exchange that is begun once the server's lists are known. `group` only for group exchanges. */
export type Question = { keyExchange: string; hostKey: string; group: GroupRequest | null };

export type Script = {
  /** 16 bytes. */
  cookie: Uint8Array;
  /** Null = the lists are all that is wanted. */
  choose: (lists: KeyExchangeInit) => Question | null;
};

/** How far one connection has come. */
export type Reading = {
  identification: Identification | null;
  lists: KeyExchangeInit | null;
  question: Question | null;
  /** Bits of the prime that the server chose. */
  groupBits: number | null;
  hostKey: HostKey | null;
  /** The server said that it ends the connection, and why, by the number of RFC 4250 section 4.2.2. */
  disconnect: { reason: number; text: string } | null;
  /** Why reading on makes no sense: `unsupported` = a host key of a kind that is not known. */
  problem: 'too-long' | 'not-understood' | 'unsupported' | null;
  /** What has been said by now besides the identification, in order. */
  said: Uint8Array[];
  isOver: boolean;
};

/** Reads all that one connection brought so far, and what is to be said to it. Never throws. */
export function readDialogue(received: Uint8Array, script: Script): Reading {
  const reading: Reading = {
    identification: null,
    lists: null,
    question: null,
    groupBits: null,
    hostKey: null,
    disconnect: null,
    problem: null,
    said: [],
    isOver: false,
  };
  const identification = readIdentification(received);
  if (identification === 'more') return reading;
  if (identification === 'too-long') return { ...reading, problem: 'too-long', isOver: true };
  reading.identification = identification;
  // Version 1 has other packets, and nothing in it is worth a look.
  if (!isVersion2(identification)) return { ...reading, isOver: true };
  try {
    for (const payload of splitPackets(received.subarray(identification.endsAt))) {
      if (reading.isOver) break;
      take(payload, reading, script);
    }
  } catch (error) {
    if (!isProbeError(error)) throw error;
    reading.problem = error.code === 'unsupported' ? 'unsupported' : 'not-understood';
    reading.isOver = true;
  }
  return reading;
}

export function isVersion2({ protocol }: Pick<Identification, 'protocol'>): boolean {
  return protocol === '2.0' || protocol === '1.99';
}

function take(payload: Uint8Array, reading: Reading, script: Script): void {
  const type = payload[0];
  if (type === message.ignore || type === message.debug || type === message.unimplemented) return;
  if (type === message.disconnect) {
    reading.disconnect = parseDisconnect(payload);
    reading.isOver = true;
    return;
  }
  const { question } = reading;
  if (reading.lists === null) {
    reading.lists = parseKeyExchangeInit(payload);
    begin(reading, reading.lists, script);
  } else if (question?.group && reading.groupBits === null && type === groupMessage) {
    reading.groupBits = parseGroup(payload);
    reading.said.push(groupSharePacket());
  } else if (question && type === (question.group ? groupReplyMessage : replyMessage)) {
    reading.hostKey = parseHostKey(parseReply(payload));
    reading.isOver = true;
  } else {
    reading.problem = 'not-understood';
    reading.isOver = true;
  }
}

/** Everything but the two algorithms that are asked for is taken as the server lists it, so that it finds a match. */
function begin(reading: Reading, lists: KeyExchangeInit, { choose, cookie }: Script): void {
  const question = choose(lists);
  const first =
    question === null
      ? null
      : question.group
        ? groupRequestPacket(question.group)
        : sharePacket(question.keyExchange);
  if (question === null || first === null) {
    reading.isOver = true;
    return;
  }
  reading.question = question;
  const own = { ...lists, keyExchanges: [question.keyExchange], hostKeyAlgorithms: [question.hostKey] };
  reading.said.push(keyExchangeInitPacket(own, cookie), first);
}

function parseDisconnect(payload: Uint8Array): { reason: number; text: string } {
  const reader = new FieldReader(payload);
  reader.byte();
  const reason = reader.uint32();
  const text = Buffer.from(reader.string().subarray(0, 200)).toString('latin1');
  return { reason, text: printable(text) };
}
