import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { ProbeError } from '@tenken/shared';
import type { SecuredExchange } from '@tenken/shared';

/**
 * TLS by this runtime over a stream that is open. Any certificate and any strength will do: this is for looking at
 * what lies behind the handshake, and nothing secret is sent.
 *
 * @throws {ProbeError} `unsupported` when there was no handshake
 */
export function secured(stream: Duplex, options: SecuredExchange, subject: string): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({
    socket: stream,
    ...(options.serverName !== undefined && { servername: options.serverName }),
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ...(options.renegotiate && { maxVersion: 'TLSv1.2' }),
    ciphers: 'ALL:@SECLEVEL=0',
  });
  const failed = (why: string, cause?: unknown) =>
    reject(new ProbeError('unsupported', `${subject}: no handshake (${why})`, { cause }));
  socket.once('secureConnect', () => resolve(socket));
  socket.once('error', (error) => failed(error.message, error));
  socket.once('close', () => failed('hung up'));
  return promise;
}
