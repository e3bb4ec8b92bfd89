import type { Socket } from 'node:net';
import { accepts, alert, serverHello } from '../../tls/model-server.ts';
import type { Chosen, Hello } from '../../tls/model-server.ts';
import {
  concat,
  uint16,
  uint24,
  uint8,
  vector16,
  vector8,
} from '../../../controls/src/evidence/tls/wire/bytes.ts';
import { crumble, drip, endings, flood } from './behaviour.ts';

/** What a server does once the hello is there. */
export type TlsBehaviour = {
  behave: (socket: Socket, hello: Hello | null, connection: number) => unknown;
  /** It goes through handshakes, so that something true may be told of it; without, nothing may. */
  isTls?: true;
};

export const record = (type: number, body: Uint8Array) => concat(uint8(type), uint16(0x0303), vector16(body));
const message = (type: number, body: Uint8Array) => concat(uint8(type), uint24(body.length), body);
const c02f: Chosen = { cipher: 0xc02f };
const hello12 = record(22, serverHello(c02f));
const good12 = accepts({ ...c02f, group: 0x17 }).received;
const helloRequest = message(0, new Uint8Array());
const many = (block: Uint8Array, times: number) => concat(...Array.from({ length: times }, () => block));
/** The longest certificate that three bytes of length can announce. */
const certificateOf16Megabytes = Buffer.from('0bffffff', 'hex');

/** Usual of TLS 1.2, one suite, and a word of its own for all other versions. */
const wellBehaved = (hello: Hello | null): Uint8Array => {
  if (hello === null || hello.version !== 0x0303) return alert(70).received;
  return hello.ciphers.includes(0xc02f) ? good12 : alert(40).received;
};

const lies: Record<string, Uint8Array> = {
  'a record longer than any may be': Buffer.from('160303ffff', 'hex'),
  'a ServerHello longer than its record': record(22, Buffer.from('02ffffff0303', 'hex')),
  'a ServerHello of one byte': record(22, message(2, uint8(3))),
  'a session id longer than the hello': record(22, message(2, concat(new Uint8Array(34), uint8(255)))),
  'extensions longer than the hello': record(
    22,
    message(
      2,
      concat(uint16(0x0303), new Uint8Array(32), vector8(), uint16(0xc02f), uint8(0), uint16(0xffff)),
    ),
  ),
  'a certificate longer than its list': concat(
    hello12,
    record(22, message(11, Buffer.from('000003ffffff', 'hex'))),
    record(22, message(14, new Uint8Array())),
  ),
  'a prime longer than its message': concat(
    record(22, serverHello({ cipher: 0x009e })),
    record(22, message(12, Buffer.from('ffff00', 'hex'))),
    record(22, message(14, new Uint8Array())),
  ),
  'a message before ServerHello': record(22, message(11, new Uint8Array(3))),
  'an alert of level 9': Uint8Array.of(21, 3, 3, 0, 2, 9, 40),
};

const floods: Record<string, Uint8Array> = {
  'text without an end': Buffer.from('x'.repeat(8192)),
  'empty records': many(record(22, new Uint8Array()), 500),
  warnings: many(record(21, Uint8Array.of(1, 90)), 500),
  'unrecognized_name as a warning': many(record(21, Uint8Array.of(1, 112)), 500),
  ChangeCipherSpec: many(record(20, uint8(1)), 500),
  HelloRequest: many(record(22, helloRequest), 500),
  'HelloRequest in one record after the other, byte by byte': many(
    concat(...[...helloRequest].map((byte) => record(22, uint8(byte)))),
    100,
  ),
  heartbeats: many(record(24, Uint8Array.of(1, 255, 255)), 500),
};

const afterGood = Object.entries(endings).flatMap(([what, end]) =>
  [1, 5, 12].map((count): [string, TlsBehaviour] => [
    `is good ${count} times and then ${what}`,
    {
      isTls: true,
      behave: (socket, hello, connection) => {
        if (connection > count) end(socket);
        else socket.end(wellBehaved(hello));
      },
    },
  ]),
);

/** Goes on to HelloRetryRequest, or to a ServerHello with a key that is none, and then does something else. */
const in13 = (name: string, after: (socket: Socket) => unknown): [string, TlsBehaviour] => [
  `TLS 1.3: ${name}`,
  {
    isTls: true,
    behave(socket, hello) {
      if (hello?.version !== 0x0304 || !hello.ciphers.includes(0x1301)) return socket.end(alert(70).received);
      if (hello.keyShares?.length === 0) {
        return socket.end(accepts({ cipher: 0x1301, version: 0x0304, group: 0x1d }).received);
      }
      const extensions = concat(
        uint16(43),
        vector16(uint16(0x0304)),
        uint16(51),
        vector16(uint16(0x1d), vector16(new Uint8Array(32).fill(9))),
      );
      const body = concat(
        uint16(0x0303),
        new Uint8Array(32).fill(7),
        vector8(),
        uint16(0x1301),
        uint8(0),
        vector16(extensions),
      );
      socket.write(record(22, message(2, body)));
      return after(socket);
    },
  },
];

let answered = 0;

export const tlsBehaviours: Readonly<Record<string, TlsBehaviour>> = {
  ...Object.fromEntries(
    Object.entries(endings).flatMap(([what, end]): [string, TlsBehaviour][] => [
      [what, { behave: (socket) => end(socket) }],
      [
        `${what} in the middle of a record`,
        { behave: (socket) => (socket.write(hello12.subarray(0, 20)), end(socket)) },
      ],
      [`${what} after ServerHello`, { behave: (socket) => (socket.write(hello12), end(socket)) }],
      [
        `${what} before ServerHelloDone`,
        { behave: (socket) => (socket.write(good12.subarray(0, -1)), end(socket)) },
      ],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(lies).map(([name, bytes]) => [
      `says ${name}`,
      { behave: (socket: Socket) => socket.write(bytes) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(floods).map(([name, block]) => [
      `sends endless ${name}`,
      { behave: (socket: Socket) => flood(socket, block) },
    ]),
  ),
  'sends a certificate of 16 MB': {
    behave(socket) {
      socket.write(record(22, concat(serverHello(c02f), certificateOf16Megabytes)));
      flood(socket, record(22, new Uint8Array(16_000).fill(0x30)));
    },
  },
  'sends a certificate of 16 MB in records of one byte': {
    behave(socket) {
      socket.write(record(22, concat(serverHello(c02f), certificateOf16Megabytes)));
      flood(socket, many(record(22, uint8(0x30)), 2000));
    },
  },
  'drips the same byte': { behave: (socket) => drip(socket, uint8(22)) },
  'drips a handshake': { behave: (socket) => drip(socket, good12.subarray(0, -1), 60) },
  ...Object.fromEntries(afterGood),
  'answers byte by byte': {
    isTls: true,
    behave: (socket, hello) => void crumble(socket, wellBehaved(hello)),
  },
  'answers in records of one byte': {
    isTls: true,
    behave(socket, hello) {
      const answer = wellBehaved(hello);
      if (answer[0] !== 22) return socket.end(answer);
      return socket.end(concat(...[...answer.subarray(5)].map((byte) => record(22, uint8(byte)))));
    },
  },
  'answers with suites that nobody offered': {
    isTls: true,
    behave: (socket) => socket.end(accepts({ cipher: 0xeeee, group: 0x17 }).received),
  },
  'answers with any suite, and with any version': {
    isTls: true,
    behave(socket, hello) {
      answered += 1;
      const ciphers = hello?.ciphers ?? [];
      const cipher =
        (answered % 3 === 0 ? ciphers[answered % ciphers.length] : undefined) ?? (answered * 977) % 0xffff;
      socket.end(accepts({ cipher, version: 0x0300 + (answered % 4), group: 0x17 }).received);
    },
  },
  'now takes a hello and now refuses it': {
    isTls: true,
    behave(socket, hello, connection) {
      socket.end(connection % 2 === 0 ? alert(40).received : wellBehaved(hello));
    },
  },
  ...Object.fromEntries([
    in13('garbage after ServerHello', (socket) => flood(socket, Buffer.alloc(8192, 0xa5))),
    in13('records that no key opens', (socket) => flood(socket, record(23, new Uint8Array(1000)))),
    in13('endless ChangeCipherSpec', (socket) => flood(socket, many(record(20, uint8(1)), 500))),
    in13('nothing after ServerHello', () => {}),
    in13('a reset after ServerHello', (socket) => socket.resetAndDestroy()),
    in13('records of one byte', (socket) => flood(socket, many(record(23, uint8(0)), 500))),
  ]),
};

/** The conversation of SMTP up to STARTTLS, then the same. */
export function behindSmtp(socket: Socket, begin: (first: Buffer) => void): void {
  socket.write('220 mx.example.jp ESMTP\r\n');
  let isTls = false;
  socket.on('data', function listen(bytes: Buffer) {
    if (isTls) return;
    const words = bytes.toString('latin1');
    if (words.startsWith('EHLO')) socket.write('250-mx.example.jp\r\n250 STARTTLS\r\n');
    else if (words.startsWith('STARTTLS')) {
      isTls = true;
      socket.off('data', listen);
      socket.once('data', begin);
      socket.write('220 go ahead\r\n');
    }
  });
}

/** Servers that never come as far as TLS. */
export const smtpBehaviours: Readonly<Record<string, (socket: Socket) => unknown>> = {
  'stalls before its banner': () => {},
  'sends an endless banner': (socket) => flood(socket, Buffer.from('220-x\r\n'.repeat(1000))),
  'sends an endless line': (socket) => flood(socket, Buffer.from('x'.repeat(8192))),
  'drips its banner': (socket) => drip(socket, Buffer.from('220-mx.example.jp ')),
  'lists extensions without end': (socket) => {
    socket.write('220 mx\r\n');
    socket.once('data', () => flood(socket, Buffer.from('250-STARTTLS\r\n'.repeat(500))));
  },
  'stalls after STARTTLS': (socket) => behindSmtp(socket, () => {}),
  'sends TLS before it is asked': (socket) => flood(socket, hello12),
  'goes ahead and talks on in clear': (socket) =>
    behindSmtp(socket, () => flood(socket, Buffer.from('250 still here\r\n'.repeat(500)))),
};
