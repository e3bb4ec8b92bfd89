import { isProbeError } from '@tenken/shared';
import { decodeOutput } from '../../../agent/src/hosts/decode-output.ts';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { parseUnitSerial } from '../../../controls/src/evidence/hardware-inventory/linux-sys.ts';
import { parseLastlog, parseWtmp } from '../../../controls/src/evidence/local-accounts/login-records.ts';
import { parseReply } from '../../../controls/src/evidence/time-sync/sntp.ts';
import { readDialogue } from '../../../controls/src/evidence/ssh/dialogue.ts';
import type { Script } from '../../../controls/src/evidence/ssh/dialogue.ts';
import { planFor, questionOf, smallGroup } from '../../../controls/src/evidence/ssh/plan.ts';
import { parseHostKey } from '../../../controls/src/evidence/ssh/wire/host-key.ts';
import { readIdentification } from '../../../controls/src/evidence/ssh/wire/identification.ts';
import { parseKeyExchangeInit } from '../../../controls/src/evidence/ssh/wire/key-exchange-init.ts';
import { describeChain } from '../../../controls/src/evidence/tls/certificates/chain.ts';
import { clientHelloMessage } from '../../../controls/src/evidence/tls/wire/client-hello.ts';
import { readFlight } from '../../../controls/src/evidence/tls/certificates/encrypted-certificates.ts';
import { greeting } from '../../../controls/src/evidence/tls/first-contact.ts';
import { keyPair } from '../../../controls/src/evidence/tls/certificates/key-shares.ts';
import { startTlsDialogue, startTlsProtocols } from '../../../controls/src/evidence/tls/starttls/index.ts';
import { transcripts } from '../../../controls/src/evidence/tls/starttls/testcases/transcripts.ts';
import { splitMessages, splitRecords } from '../../../controls/src/evidence/tls/wire/records.ts';
import { readServerAnswer } from '../../../controls/src/evidence/tls/wire/server-answer.ts';
import { readSsl2Answer, ssl2ClientHello } from '../../../controls/src/evidence/tls/wire/ssl2.ts';
import { parseServerHello } from '../../../controls/src/evidence/tls/wire/server-hello.ts';
import { signatureAlgorithm } from '../../../controls/src/evidence/tls/certificates/signature-algorithm.ts';
import type { FuzzTarget } from '../engine/target.ts';

/** What servers answered in recordings. */
function exchanges(): Buffer[] {
  const found: Buffer[] = [];
  for (const kind of ['tls-endpoints', 'ssh-endpoints', 'time-sync']) {
    for (const name of recordingNames(kind)) {
      for (const answers of Object.values(loadRecording(kind, name).exchanges)) {
        for (const answer of [answers].flat()) {
          if (!('received' in answer)) continue;
          const { received } = answer;
          found.push(
            'text' in received ? Buffer.from(received.text) : Buffer.from(received.base64, 'base64'),
          );
        }
      }
    }
  }
  return found.filter(({ length }) => length > 0 && length <= 8192);
}

let seeds: Buffer[] | null = null;
const answers = () => (seeds ??= exchanges());

/** The same bytes from where a ServerHello's body and where a certificate begin. */
function innerParts(): Buffer[] {
  return answers().flatMap((answer) => {
    const certificate = answer.indexOf(Buffer.from([0x30, 0x82]));
    return [answer.subarray(9), ...(certificate === -1 ? [] : [answer.subarray(certificate)])];
  });
}

/** Where SSH_MSG_KEXINIT and where a host key begin. */
function sshParts(): Buffer[] {
  return answers().flatMap((answer) => {
    const identification = /^SSH-[^\n]*\n/.exec(answer.toString('latin1'))?.[0];
    if (identification === undefined) return [];
    const packets = answer.subarray(identification.length);
    return [packets.subarray(5), ...at(packets, 'ssh-rsa'), ...at(packets, 'ssh-ed25519')];
  });
}

/** The same bytes from the length before a word, where the word is in them. */
function at(bytes: Buffer, word: string): Buffer[] {
  const place = bytes.indexOf(Buffer.concat([Buffer.from([0, 0, 0, word.length]), Buffer.from(word)]));
  return place === -1 ? [] : [bytes.subarray(place)];
}

/** Asks for a group where one is offered, else for a key. */
const sshScript: Script = {
  cookie: new Uint8Array(16),
  choose: (lists) => {
    const plan = planFor(lists);
    return questionOf(plan, null, plan.groupExchange === null ? null : smallGroup);
  },
};

const pairs = [0x1d, 0x17].map((group) => keyPair(group, (count) => new Uint8Array(count).fill(7)));
const clientHello = clientHelloMessage({
  protocol: 'TLSv1.3',
  ciphers: [0x1301],
  groups: [0x1d],
  keyShares: pairs,
  random: new Uint8Array(32),
});
const cookie = Uint8Array.from({ length: 8 }, (_, index) => (index * 37 + 11) & 0xff);

const dialogues = startTlsProtocols.map((protocol) => startTlsDialogue(protocol, 'example.jp'));

/** What is settled by the first half of the bytes is not taken back by the rest. */
function converse(input: Buffer): void {
  for (const dialogue of dialogues) {
    const early = dialogue(input.subarray(0, input.length >> 1));
    const late = dialogue(input);
    const settled = early.type === 'ready' || early.type === 'refused';
    if (settled && JSON.stringify(early) !== JSON.stringify(late)) throw new Error('an end taken back');
    if (late.type === 'ready' && late.tlsFrom > input.length) throw new Error('TLS from beyond the end');
    if (late.type === 'refused' && late.what.length > 240) throw new Error('endless words');
  }
}

/** A SERVER-HELLO of SSL 2.0 with either header, and the refusals that are met. */
const ssl2Answers = () =>
  [
    `8026040001000200050006001030030201050700c0010080${'ab'.repeat(16)}`,
    `002802040001000200050006001030030201050700c0010080${'ab'.repeat(16)}0000`,
    '8003000001',
    '15030000020228',
  ].map((digits) => Buffer.from(digits, 'hex'));

const layouts = [
  { lastlogBytes: 292, wtmpBytes: 384, wideClock: false },
  { lastlogBytes: 296, wtmpBytes: 400, wideClock: true },
];

/** Bytes from the network and of files: facts, `null` or a declared refusal. */
export const binaryTargets: readonly FuzzTarget[] = [
  target('tls-server-answer', answers, readServerAnswer, 3),
  target('tls-encrypted-flight', answers, (input) => readFlight(input, clientHello, pairs), 2),
  target('tls-records', answers, (input) => splitRecords(input).map(({ body }) => splitMessages(body))),
  target('tls-server-hello', innerParts, parseServerHello),
  target('tls-signature-algorithm', innerParts, signatureAlgorithm),
  target('tls-certificate', innerParts, (input) => describeChain([input, input], 'www.example.jp'), 2),
  target(
    'tls-ssl2',
    () => [...ssl2Answers(), Buffer.from(ssl2ClientHello([0x010080], cookie))],
    readSsl2Answer,
  ),
  target('tls-starttls', () => transcripts.map(({ server }) => Buffer.concat(server)), converse, 2),
  target('tls-greeting', answers, greeting),
  target('ssh-dialogue', answers, (input) => readDialogue(input, sshScript), 2),
  target('ssh-identification', answers, readIdentification),
  target('ssh-lists', sshParts, parseKeyExchangeInit),
  target('ssh-host-key', sshParts, parseHostKey),
  target('time-sntp', answers, (received) =>
    parseReply({ received, sentAtMs: 1.79e12, receivedAtMs: 1.79e12 + 9 }, cookie),
  ),
  target('accounts-wtmp', answers, (input) => layouts.map((layout) => parseWtmp(input, layout))),
  target('accounts-lastlog', answers, (input) => layouts.map((layout) => parseLastlog(input, 1, layout))),
  target('inventory-unit-serial', answers, parseUnitSerial),
  target('decode-output', answers, (input) => {
    if (typeof decodeOutput([input]) !== 'string') throw new Error('no text');
  }),
];

function target(
  name: string,
  seeds: () => readonly Buffer[],
  parse: (input: Buffer) => unknown,
  weight = 1,
): FuzzTarget {
  return {
    name,
    seeds,
    weight,
    run(input) {
      try {
        parse(input);
      } catch (error) {
        if (!isProbeError(error)) throw error;
      }
    },
  };
}
