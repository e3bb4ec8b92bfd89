import { connect } from 'node:tls';
import type { Credentials } from './https.ts';

const limitMs = 10_000;

/**
 * Sends bytes as they are, because a client library would correct them.
 *
 * @returns the status line's number and what followed it; 0 when the other side closed without an answer
 */
export function sendRaw(
  url: string,
  credentials: Credentials,
  head: readonly string[],
  body: Buffer | string = '',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      ca: credentials.authority,
      servername: 'localhost',
      ...(credentials.certificate === undefined ? {} : { cert: credentials.certificate }),
      ...(credentials.privateKey === undefined ? {} : { key: credentials.privateKey }),
    });
    let text = '';
    socket.setTimeout(limitMs, () => socket.destroy(new Error('no answer in time')));
    socket.on('error', reject);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => {
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
    socket.on('secureConnect', () => {
      socket.write(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n`, 'latin1');
      socket.write(body);
    });
  });
}
