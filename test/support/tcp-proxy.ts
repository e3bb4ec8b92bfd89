import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /** Connections since the start or the last `reset`, and how many there were at the same time. */
  counts: () => { connections: number; atOnce: number };
  reset: () => void;
  /** Nothing gets through any more, and nobody is told, as when a network is cut. */
  hold: () => void;
  /** What was held goes on its way. */
  goOn: () => void;
  close: () => void;
};

/**
 * A port in front of another that counts connections and, with `oneWayMs`, is as far away as a real one.
 *
 * A delay inside of the process cannot slow down TCP's own set-up on loopback: the kernel answers it at once. So what
 * the client sends first waits for the round trip that the set-up would have cost as well, three times the way instead
 * of once: the first answer comes two round trips after `connect`, as from a machine that far away. Each later
 * piece takes the way once in each direction. A connection on which the client says nothing costs nothing, which is
 * in favour of tools that try whether a port is open.
 *
 * Resets are passed on as resets: they mean something else than the end of a connection.
 */
export async function startTcpProxy(target: number, oneWayMs = 0): Promise<TcpProxy> {
  let connections = 0;
  let open = 0;
  let atOnce = 0;
  let held: (() => void)[] | null = null;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1;
    open += 1;
    atOnce = Math.max(atOnce, open);
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const establishedAt = performance.now() + 2 * oneWayMs;
    const later = (step: () => void) => {
      if (held !== null) {
        held.push(step);
        return;
      }
      if (oneWayMs === 0) return step();
      const readyAt = Math.max(performance.now(), establishedAt) + oneWayMs;
      setTimeout(step, readyAt - performance.now());
    };
    join(client, upstream, later);
    join(upstream, client, later);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => {
      open -= 1;
    });
  });
  server.listen(0, '127.0.0.1', 1000);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => ({ connections, atOnce }),
    reset: () => {
      connections = 0;
      atOnce = open;
    },
    hold: () => {
      held ??= [];
    },
    goOn: () => {
      const steps = held ?? [];
      held = null;
      for (const step of steps) step();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(from: Socket, to: Socket, later: (step: () => void) => void): void {
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.resetAndDestroy()));
  from.on('close', () => later(() => to.end()));
}
