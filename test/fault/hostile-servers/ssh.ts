import type { Socket } from 'node:net';
import type { SshSeen } from '../../../controls/src/evidence/ssh/seen.ts';
import { concat, string, uint32 } from '../../../controls/src/evidence/ssh/wire/fields.ts';
import {
  keyExchangeInitPacket,
  listNames,
} from '../../../controls/src/evidence/ssh/wire/key-exchange-init.ts';
import type { NameLists } from '../../../controls/src/evidence/ssh/wire/key-exchange-init.ts';
import { packet } from '../../../controls/src/evidence/ssh/wire/packets.ts';
import { drip, endings, flood } from './behaviour.ts';

export const identification = Buffer.from('SSH-2.0-hostile\r\n');
export const sshLists: NameLists = {
  ...(Object.fromEntries(listNames.map((name) => [name, ['none']])) as NameLists),
  keyExchanges: ['curve25519-sha256'],
  hostKeyAlgorithms: ['ssh-ed25519', 'ssh-rsa'],
};
const cookie = new Uint8Array(16);
const listsPacket = keyExchangeInitPacket(sshLists, cookie);
const ignored = packet(Uint8Array.of(2, 0, 0, 0, 0));

/** SSH_MSG_KEXINIT with any bytes for its first list. */
function initWith(first: Uint8Array): Uint8Array {
  const others = listNames.slice(1).map(() => string('none'));
  return packet(Uint8Array.of(20), cookie, string(first), ...others, Uint8Array.of(0), uint32(0));
}

const says =
  (...parts: Uint8Array[]) =>
  (socket: Socket) =>
    void socket.write(concat(identification, ...parts));

/** What a server does with a connection, and what is told of it: never lists. */
export const sshBehaviours: Readonly<Record<string, readonly [SshSeen[], (socket: Socket) => unknown]>> = {
  'accepts and stays silent': [['silent'], () => {}],
  resets: [['dropped'], (socket) => socket.once('data', () => socket.resetAndDestroy())],
  closes: [['dropped'], (socket) => socket.end()],
  'answers garbage': [['other'], (socket) => socket.end('\0\x01\x02garbage')],
  'speaks HTTP': [['http'], (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  'sends an endless line': [['too-long'], (socket) => flood(socket, Buffer.from('x'.repeat(8192)))],
  'sends endless lines': [['too-long'], (socket) => flood(socket, Buffer.from('a banner\r\n'.repeat(800)))],
  'sends endless empty lines': [['too-long'], (socket) => flood(socket, Buffer.from('\r\n'.repeat(4000)))],
  'drips lines': [['other'], (socket) => drip(socket, Buffer.from('hi\r\nho'))],
  'never ends its identification': [
    ['too-long'],
    (socket) => {
      socket.write('SSH-2.0-');
      flood(socket, Buffer.from('x'.repeat(8192)));
    },
  ],
  'drips its identification': [
    ['other', 'silent'],
    (socket) => drip(socket, Buffer.from('SSH-2.0-xxxxxxxx'), 50),
  ],
  'stalls after its identification': [['silent'], says()],
  'stalls in the middle of its lists': [['silent'], says(listsPacket.subarray(0, 40))],
  'closes after its identification': [['dropped'], (socket) => socket.end(identification)],
  'floods garbage after its identification': [
    ['not-understood'],
    (socket) => flood(socket, concat(identification, new Uint8Array(4000).fill(0xff))),
  ],
  'announces a packet of 16 MB': [
    ['not-understood'],
    (socket) => (says(Buffer.from('00fffffc04', 'hex'))(socket), flood(socket, new Uint8Array(16_000))),
  ],
  'announces a packet of 4 GB': [['not-understood'], says(Buffer.from('fffffffc04', 'hex'))],
  'announces a packet of no byte': [['not-understood'], says(Buffer.from('0000000004', 'hex'))],
  'has more padding than packet': [
    ['not-understood'],
    says(Buffer.from('0000000cff', 'hex'), new Uint8Array(64)),
  ],
  'has too little padding': [['not-understood'], says(Buffer.from('0000000c01', 'hex'), new Uint8Array(64))],
  'has packets of padding alone': [
    ['not-understood', 'too-long'],
    (socket) => (says()(socket), flood(socket, Buffer.from(`0000000c0a0200${'00'.repeat(9)}`, 'hex'))),
  ],
  'sends messages that are to be ignored, without end': [
    ['too-long'],
    (socket) => (says()(socket), flood(socket, ignored)),
  ],
  'drips messages that are to be ignored': [
    ['not-understood', 'silent'],
    (socket) => (says()(socket), drip(socket, ignored, 10)),
  ],
  'lists 10,000 names': [
    ['not-understood'],
    says(initWith(Buffer.from(Array.from({ length: 10_000 }, () => 'aa').join(',')))),
  ],
  'lists a name of 70 characters': [['not-understood'], says(initWith(Buffer.from('x'.repeat(70))))],
  'lists names of control characters': [
    ['not-understood'],
    says(initWith(Buffer.from('aes128-ctr,\u001b[2Jaes,\0', 'latin1'))),
  ],
  'lists names that are no ASCII': [['not-understood'], says(initWith(Buffer.from('暗号,ａｅｓ')))],
  'has a list longer than its packet': [
    ['not-understood'],
    says(packet(Uint8Array.of(20), cookie, Buffer.from('ffffffff', 'hex'), Buffer.from('aes'))),
  ],
};

/** Good on so many connections, and then no more: what it listed is true, what it kept is told as not read. */
export const sshTurns = Object.entries(endings).flatMap(([what, end]) =>
  [0, 1].map((answers) => ({
    name: `gives its lists on ${answers === 0 ? 'every connection' : 'the first'} and then ${what}`,
    behave: (socket: Socket, connection: number) => {
      if (answers === 1 && connection > 1) return end(socket);
      socket.write(concat(identification, listsPacket));
      return socket.once('data', () => socket.once('data', () => end(socket)));
    },
  })),
);
