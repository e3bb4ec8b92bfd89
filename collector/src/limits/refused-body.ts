import type { IncomingMessage } from 'node:http';
import { deskLimits } from './limits.ts';

/** More than anybody chooses by mistake; who sends more than that is cut off. */
const mostBytes = 8 * deskLimits.uploadBytes;
const mostMs = 30_000;

/**
 * Reads what is still on its way of a body that is refused, and throws it away: browsers listen to an answer only when
 * they have sent everything, and a connection that is closed before looks like a collector that has gone.
 */
export function restOfBody(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let bytes = 0;
  const late = setTimeout(resolve, mostMs);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) resolve();
  });
  for (const event of ['end', 'close', 'error']) request.once(event, () => resolve());
  request.resume();
  if (request.readableEnded || request.destroyed) resolve();
  return promise.finally(() => clearTimeout(late));
}
