import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Limits } from './limits.ts';
import { peerOf } from './peer.ts';
import { WaitingLine } from './waiting-line.ts';

export type GateLimits = Pick<
  Limits,
  | 'connections'
  | 'connectionsPerAddress'
  | 'handshakes'
  | 'handshakesPerAddress'
  | 'handshakesWaiting'
  | 'handshakeMs'
>;

/** Why a connection was closed before its handshake. */
export type TurnedAway = 'connections' | 'connections-of-address' | 'handshakes-waiting' | 'handshake-waited';

/**
 * What stands before the handshake of a TLS server: a handshake costs a millisecond and a connection 90 kB, whoever
 * asks. Few handshakes run at once, the others wait as bare sockets in turn by address, and more than that are closed:
 * the agents behind them come back with jitter.
 */
export class Gate {
  readonly #limits: GateLimits;
  readonly #onTurnedAway: (reason: TurnedAway) => void;
  readonly #standsForMany: (address: string) => boolean;
  readonly #open = new Map<string, number>();
  readonly #handshakes = new Map<string, number>();
  /** Peers whose handshake runs, by address and port. */
  readonly #running = new Map<string, string>();
  readonly #line: WaitingLine<{ begin: () => void }>;
  #connections = 0;

  /** @param standsForMany whether an address is a proxy's: everybody comes from there, so no limit of one address holds */
  constructor(
    limits: GateLimits,
    onTurnedAway: (reason: TurnedAway) => void,
    standsForMany: (address: string) => boolean = () => false,
  ) {
    this.#limits = limits;
    this.#onTurnedAway = onTurnedAway;
    this.#standsForMany = standsForMany;
    this.#line = new WaitingLine((address) => this.#mayBegin(address));
  }

  get connections(): number {
    return this.#connections;
  }

  get handshakes(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /** Puts itself before everything that listens for connections of this server. */
  guard(server: Server): void {
    const listeners = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      this.#arrive(socket, () => {
        for (const listener of listeners) Reflect.apply(listener, server, [socket]);
      });
    });
    server.on('secureConnection', (socket: TLSSocket) => this.#handshakeEnded(peerOf(socket)));
  }

  #arrive(socket: Socket, begin: () => void): void {
    const address = socket.remoteAddress;
    // It went before it was looked at.
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const refusal = this.#refusal(address);
    if (refusal) {
      this.#onTurnedAway(refusal);
      // An end that waits for the other side would keep what is to be saved.
      socket.resetAndDestroy();
      return;
    }
    this.#connections += 1;
    add(this.#open, address, 1);
    const peer = peerOf(socket);
    const waiting = {
      begin: () => {
        clearTimeout(tooLong);
        this.#running.set(peer, address);
        add(this.#handshakes, address, 1);
        begin();
      },
    };
    const tooLong = setTimeout(() => {
      this.#onTurnedAway('handshake-waited');
      socket.resetAndDestroy();
    }, this.#limits.handshakeMs);
    socket.once('close', () => {
      clearTimeout(tooLong);
      this.#connections -= 1;
      add(this.#open, address, -1);
      this.#line.leave(address, waiting);
      this.#handshakeEnded(peer);
    });
    this.#line.join(address, waiting);
    this.#next();
  }

  #refusal(address: string): TurnedAway | null {
    if (this.#connections >= this.#limits.connections) return 'connections';
    const ofAddress = this.#open.get(address) ?? 0;
    if (ofAddress >= this.#limits.connectionsPerAddress && !this.#standsForMany(address)) {
      return 'connections-of-address';
    }
    return this.#line.size >= this.#limits.handshakesWaiting ? 'handshakes-waiting' : null;
  }

  #mayBegin(address: string): boolean {
    const running = this.#handshakes.get(address) ?? 0;
    return running < this.#limits.handshakesPerAddress || this.#standsForMany(address);
  }

  #next(): void {
    while (this.#running.size < this.#limits.handshakes) {
      const next = this.#line.take();
      if (!next) return;
      next.begin();
    }
  }

  #handshakeEnded(peer: string): void {
    const address = this.#running.get(peer);
    if (address === undefined) return;
    this.#running.delete(peer);
    add(this.#handshakes, address, -1);
    this.#next();
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
