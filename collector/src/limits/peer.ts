import type { Socket } from 'node:net';

/** The other side's address and port: no two connections of one port of ours have the same. */
export function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
