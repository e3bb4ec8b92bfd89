import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { ProbeError } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult } from '@tenken/shared';
import { probeErrorOf } from './probe-error-of.ts';
import { secured } from './secured.ts';

const defaultTimeoutMs = 5000;
const defaultBytes = 64 * 1024;

/** See `Host.exchange`. */
export function exchange(request: ExchangeRequest): Promise<ExchangeResult> {
  if (request.transport === 'udp') return exchangeDatagram(request);
  const subject = `${request.address} port ${request.port}`;
  return exchangeOver(
    request,
    (signal) => connected(request, signal),
    (error) => probeErrorOf(error, subject),
  );
}

/**
 * The same over a stream that somebody else opens.
 *
 * @param errorOf what it means that it could not be opened
 */
export async function exchangeOver(
  request: ExchangeRequest,
  open: (signal: AbortSignal) => Promise<Duplex>,
  errorOf: (error: unknown) => ProbeError,
): Promise<ExchangeResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeResult>();
  const subject = `${request.address} port ${request.port}`;
  const clock = startClock();
  const maxBytes = request.maxBytes ?? defaultBytes;
  const over = new AbortController();
  let received = Buffer.alloc(0);
  let sentAtMs = 0;
  let receivedAtMs = 0;
  const end = (ended: ExchangeResult['ended']) =>
    resolve({ received, ended, sentAtMs, receivedAtMs: receivedAtMs || clock() });

  const talk = (stream: Duplex) => {
    over.signal.addEventListener('abort', () => stream.destroy());
    if (over.signal.aborted) stream.destroy();
    stream.on('data', (chunk: Buffer) => {
      receivedAtMs = clock();
      received = Buffer.concat([received, chunk.subarray(0, maxBytes - received.length)]);
      const next = request.respond?.(received) ?? null;
      if (next !== null) stream.write(next);
      if (request.enough?.(received)) end('enough');
      else if (received.length >= maxBytes) end('limit');
    });
    // A connection that ends is no answer to the question whether it would be made anew.
    const ended = request.secured?.renegotiate ? 'reset' : 'closed';
    stream.on('end', () => end(ended));
    stream.on('close', () => end(ended));
    stream.on('error', () => end('reset'));
    sentAtMs = clock();
    if (request.secured?.renegotiate) {
      // Node 26 dies of SIGSEGV where a socket is destroyed from within this callback.
      (stream as TLSSocket).renegotiate({}, (error) =>
        setImmediate(end, error === null ? 'enough' : isRefusal(error) ? 'closed' : 'reset'),
      );
    } else if (request.payload.length > 0) stream.write(request.payload);
  };
  const later = async (stream: Duplex, payload: Promise<Uint8Array | null>) => {
    clearTimeout(timer);
    const bytes = await payload;
    if (bytes === null || over.signal.aborted) return end('closed');
    timer = limit();
    sentAtMs = clock();
    stream.write(bytes);
  };
  const opened = async () => {
    const stream = await open(over.signal);
    if (!request.secured) return stream;
    over.signal.addEventListener('abort', () => stream.destroy());
    return secured(stream, request.secured, subject);
  };
  const limit = () =>
    setTimeout(() => {
      if (sentAtMs === 0) reject(new ProbeError('timeout', `${subject}: no connection`));
      else end('timeout');
    }, request.timeoutMs ?? defaultTimeoutMs);
  let timer = limit();
  const begin = async () => {
    const stream = await opened();
    talk(stream);
    if (request.payloadLater) await later(stream, request.payloadLater);
  };
  begin().catch((error: unknown) => reject(errorOf(error)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** The alert `no_renegotiation`. */
function isRefusal(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SSL_NO_RENEGOTIATION';
}

async function connected(request: ExchangeRequest, signal: AbortSignal): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const socket = connect({ host: request.address, port: request.port });
  signal.addEventListener('abort', () => socket.destroy());
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

async function exchangeDatagram(request: ExchangeRequest): Promise<ExchangeResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeResult>();
  const subject = `${request.address} port ${request.port}`;
  const clock = startClock();
  const socket = createSocket(isIPv6(request.address) ? 'udp6' : 'udp4');
  let sentAtMs = 0;
  const end = (received: Uint8Array, ended: ExchangeResult['ended']) =>
    resolve({ received, ended, sentAtMs, receivedAtMs: clock() });
  socket.on('error', (error) => reject(probeErrorOf(error, subject)));
  // A connected socket takes answers from this address only and is told when nobody listens there.
  socket.on('connect', () => {
    sentAtMs = clock();
    socket.send(request.payload);
  });
  socket.on('message', (message) => end(message.subarray(0, request.maxBytes ?? defaultBytes), 'enough'));
  const timer = setTimeout(() => end(new Uint8Array(), 'timeout'), request.timeoutMs ?? defaultTimeoutMs);
  try {
    socket.connect(request.port, request.address);
    return await promise;
  } catch (error) {
    throw probeErrorOf(error, subject);
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

/** The system's clock with a monotonic fraction; `performance.timeOrigin` would miss that the clock was set since. */
function startClock(): () => number {
  const origin = Date.now() - performance.now();
  return () => origin + performance.now();
}
