import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { peerOf } from './peer.ts';

/**
 * What is open on a TLS server that has to end. Node itself waits for connections on which nothing was asked yet, such
 * as browsers keep ready, for handshakes and for half requests, as long as the other side likes.
 */
export class OpenConnections {
  /** By the other side's address and port. */
  readonly #open = new Map<string, Socket>();
  #requests = 0;
  #isEnding = false;

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      this.#open.set(peer, socket);
      socket.once('close', () => this.#open.delete(peer));
      if (this.#isEnding) socket.destroy();
    });
    server.on('secureConnection', (socket: TLSSocket) => this.#open.set(peerOf(socket), socket));
    server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.#requests += 1;
      response.once('close', () => {
        this.#requests -= 1;
        this.#endWhenAnswered();
      });
    });
  }

  /** Ends all of them: when what was asked is answered, and after `withinMs` in any case. Returns at once. */
  end(withinMs: number): void {
    this.#isEnding = true;
    setTimeout(() => {
      for (const socket of this.#open.values()) socket.destroy();
    }, withinMs).unref();
    this.#endWhenAnswered();
  }

  #endWhenAnswered(): void {
    if (!this.#isEnding || this.#requests > 0) return;
    for (const socket of this.#open.values()) {
      // The last answer may still be on its way out.
      if (socket instanceof TLSSocket) socket.destroySoon();
      else socket.destroy();
    }
  }
}
