import { randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { ssl2Ciphers } from '../../controls/src/evidence/tls/registry/ssl2-ciphers.ts';
import { readSsl2Answer, ssl2ClientHello } from '../../controls/src/evidence/tls/wire/ssl2.ts';
import type { Ssl2Answer } from '../../controls/src/evidence/tls/wire/ssl2.ts';
import { selfSigned } from './certificates.ts';
import type { KeyAndCertificate } from './certificates.ts';

// No server of today has SSL 2.0: these follow draft-hickman-netscape-ssl-00, with offsets written out by hand.

let certificate: KeyAndCertificate;
let der: Buffer;
beforeAll(async () => {
  certificate = await selfSigned('rsa');
  der = new X509Certificate(certificate.cert).raw;
});

const all = ssl2Ciphers.map(({ code }) => code);

/** One CLIENT-HELLO, and how the connection ended. */
async function ask(server: Server): Promise<{ answer: Ssl2Answer; ended: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { received, ended } = await new LocalHost().exchange({
    transport: 'tcp',
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    label: 'SSLv2',
    payload: ssl2ClientHello(all, randomBytes(16)),
    enough: (bytes) => readSsl2Answer(bytes).type !== 'more',
    timeoutMs: 3000,
  });
  return { answer: readSsl2Answer(received), ended };
}

/** Reads the CLIENT-HELLO of section 2.5, and answers. */
function ssl2Server(answer: (offered: number[], socket: Socket) => void): Server {
  return createPlainServer((socket) => {
    socket.on('error', () => {});
    let hello = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      hello = Buffer.concat([hello, chunk]);
      if (hello.length < 2 || hello.length < 2 + (hello.readUInt16BE(0) & 0x7fff)) return;
      const isHello = (hello.readUInt8(0) & 0x80) === 0x80 && hello[2] === 1 && hello.readUInt16BE(3) === 2;
      const specBytes = hello.readUInt16BE(5);
      const challengeBytes = hello.readUInt16BE(9);
      const isWhole = hello.readUInt16BE(7) === 0 && hello.length === 11 + specBytes + challengeBytes;
      if (!isHello || !isWhole || challengeBytes < 16 || challengeBytes > 32) {
        socket.destroy();
        return;
      }
      const offered: number[] = [];
      for (let at = 11; at < 11 + specBytes; at += 3) offered.push(hello.readUIntBE(at, 3));
      answer(offered, socket);
    });
  });
}

/** Section 2.6. */
function serverHello(codes: readonly number[]): Buffer {
  const body = Buffer.alloc(11 + der.length + 3 * codes.length + 16);
  body.set([4, 0, 1, 0, 2]);
  body.writeUInt16BE(der.length, 5);
  body.writeUInt16BE(3 * codes.length, 7);
  body.writeUInt16BE(16, 9);
  der.copy(body, 11);
  for (const [index, code] of codes.entries()) body.writeUIntBE(code, 11 + der.length + 3 * index, 3);
  randomBytes(16).copy(body, 11 + der.length + 3 * codes.length);
  return body;
}

function short(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | (body.length >> 8), body.length & 0xff]), body]);
}

describe('a server that has SSL 2.0', () => {
  test('says which of the ciphers it takes, with its certificate', async () => {
    const has = [0x0700c0, 0x010080, 0x020080, 0x424242];
    const server = ssl2Server((offered, socket) => {
      socket.write(short(serverHello(has.filter((code) => offered.includes(code)))));
    });
    const { answer } = await ask(server);
    expect(answer).toMatchObject({ hello: { ciphers: [0x0700c0, 0x010080, 0x020080] } });
    const sent = answer.type === 'server-hello' ? answer.hello.certificate : null;
    expect(der.equals(sent ?? Buffer.of())).toBe(true);
  });

  test('may pad its record, and send it byte by byte', async () => {
    const server = ssl2Server((_offered, socket) => {
      const body = serverHello([0x060040]);
      const length = body.length + 5;
      const bytes = Buffer.concat([Buffer.from([length >> 8, length & 0xff, 5]), body, Buffer.alloc(5)]);
      socket.setNoDelay();
      for (const byte of bytes) socket.write(Buffer.of(byte));
    });
    expect((await ask(server)).answer).toMatchObject({ hello: { ciphers: [0x060040] } });
  });

  test('may take none', async () => {
    const without = ssl2Server((_offered, socket) => void socket.write(short(serverHello([]))));
    expect((await ask(without)).answer).toMatchObject({ type: 'server-hello', hello: { ciphers: [] } });
    const refusing = ssl2Server((_offered, socket) => void socket.end(Buffer.from('8003000001', 'hex')));
    expect((await ask(refusing)).answer).toEqual({ type: 'error', error: 1 });
  });
});

describe('a server that has no SSL 2.0', () => {
  test.each([{}, { minVersion: 'TLSv1.3' }, { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }] as const)(
    'of Node with %o is not taken for one',
    async (options) => {
      const server = createTlsServer({ ...certificate, ...options });
      server.on('tlsClientError', () => {});
      const { answer, ended } = await ask(server);
      expect(['alert', 'more']).toContain(answer.type);
      if (answer.type === 'more') expect(['closed', 'reset']).toContain(ended);
    },
  );

  test('that hangs up, resets or stays silent leaves it open', async () => {
    const closing = createPlainServer((socket) => void socket.end());
    expect(await ask(closing)).toMatchObject({ answer: { type: 'more' } });
    const silent = createPlainServer((socket) => void socket.on('error', () => {}));
    expect(await ask(silent)).toEqual({ answer: { type: 'more' }, ended: 'timeout' });
  });
});
