import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { startTlsDialogue } from '../../../controls/src/evidence/tls/starttls/index.ts';
import type { Transcript } from '../../../controls/src/evidence/tls/starttls/testcases/transcripts.ts';
import type { KeyAndCertificate } from '../certificates.ts';
import { domain } from './hello-behind.ts';

export type ScriptedServer = {
  port: number;
  /** What came that the script does not say. */ unexpected: string[];
};

/**
 * A server of Node that says a transcript, each answer when the message before it has come, and then begins TLS on
 * the same connection. @param inPieces one byte at a time
 */
export async function scriptedServer(
  transcript: Transcript,
  certificate: KeyAndCertificate,
  inPieces: boolean,
): Promise<ScriptedServer> {
  const secureContext = createSecureContext(certificate);
  const unexpected: string[] = [];
  const sockets = new Set<Socket>();
  const greets = startTlsDialogue(transcript.protocol, domain)(new Uint8Array()).type === 'wait';
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on('error', () => {});
    talk(socket).catch((error: unknown) => {
      unexpected.push(String(error));
      socket.destroy();
    });
  });

  async function talk(socket: Socket): Promise<void> {
    const answers = [...transcript.server];
    if (greets) await say(socket, answers.shift());
    for (const message of transcript.client) {
      await hear(socket, message);
      await say(socket, answers.shift());
    }
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    secured.on('error', () => {});
  }

  async function say(socket: Socket, answer: Buffer | undefined): Promise<void> {
    if (!answer) return;
    for (const piece of inPieces ? Array.from(answer, (byte) => Buffer.of(byte)) : [answer]) {
      socket.write(piece);
      if (inPieces) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, unexpected };
}

/** Takes exactly these bytes and leaves what follows, such as a ClientHello in the same segment. */
async function hear(socket: Socket, message: Buffer): Promise<void> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < message.length) {
    const next = socket.read() as Buffer | null;
    if (next) bytes = Buffer.concat([bytes, next]);
    else if (socket.readableEnded || socket.destroyed) return;
    else await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  }
  if (bytes.length > message.length) socket.unshift(bytes.subarray(message.length));
  const said = bytes.subarray(0, message.length).toString('latin1');
  if (said !== message.toString('latin1')) throw new Error(`said ${JSON.stringify(said)}`);
}
