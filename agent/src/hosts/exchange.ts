import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { ProbeError } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult } from '@tenken/shared';
import { probeErrorOf } from './probe-error-of.ts';

const defaultTimeoutMs = 5000;
const defaultBytes = 64 * 1024;

/** See `Host.exchange`. */
export function exchange(request: ExchangeRequest): Promise<ExchangeResult> {
  return request.transport === 'udp' ? exchangeDatagram(request) : exchangeStream(request);
}

async function exchangeStream(request: ExchangeRequest): Promise<ExchangeResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeResult>();
  const subject = `${request.address} port ${request.port}`;
  const clock = startClock();
  const maxBytes = request.maxBytes ?? defaultBytes;
  let received = Buffer.alloc(0);
  let sentAtMs = 0;
  let receivedAtMs = 0;
  const socket = connect({ host: request.address, port: request.port });
  const end = (ended: ExchangeResult['ended']) =>
    resolve({ received, ended, sentAtMs, receivedAtMs: receivedAtMs || clock() });

  socket.on('connect', () => {
    sentAtMs = clock();
    if (request.payload.length > 0) socket.write(request.payload);
  });
  socket.on('data', (chunk: Buffer) => {
    receivedAtMs = clock();
    received = Buffer.concat([received, chunk.subarray(0, maxBytes - received.length)]);
    if (request.enough?.(received)) end('enough');
    else if (received.length >= maxBytes) end('limit');
  });
  socket.on('close', () => end('closed'));
  socket.on('error', (error) => {
    if (sentAtMs === 0) reject(probeErrorOf(error, subject));
    else end('reset');
  });
  const timer = setTimeout(() => {
    if (sentAtMs === 0) reject(new ProbeError('timeout', `${subject}: no connection`));
    else end('timeout');
  }, request.timeoutMs ?? defaultTimeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
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
