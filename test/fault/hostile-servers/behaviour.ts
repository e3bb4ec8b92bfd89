import type { Socket } from 'node:net';

/** Writes until the other side is gone. */
export function flood(socket: Socket, block: Uint8Array): void {
  const pump = () => {
    while (!socket.destroyed && socket.writable && socket.write(block));
  };
  socket.on('drain', pump);
  pump();
}

/** One byte at a time; the last one comes again and again. */
export function drip(socket: Socket, bytes: Uint8Array, everyMs = 20): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.writable) socket.write(bytes.subarray(at, at + 1));
    at = Math.min(at + 1, bytes.length - 1);
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** Everything in pieces of one byte, and then nothing more. */
export async function crumble(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (const byte of bytes) {
    if (!socket.writable) return;
    socket.write(Uint8Array.of(byte));
    await new Promise(setImmediate);
  }
}

/** How a server ends what it began. */
export const endings: Readonly<Record<string, (socket: Socket) => void>> = {
  stalls: () => {},
  closes: (socket) => socket.end(),
  resets: (socket) => socket.resetAndDestroy(),
  'floods garbage': (socket) => flood(socket, Buffer.alloc(8192, 0xa5)),
};
