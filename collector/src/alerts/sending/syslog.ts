import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, isIP, isIPv6 } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { text } from '@tenken/shared';
import type { ChannelSettings } from '../../api/alert-schemas.ts';
import { framed, shortened } from '../formats/syslog-line.ts';
import { destination } from './destination.ts';
import type { Reach } from './destination.ts';
import { explained, SendFailure } from './send-failure.ts';
import { trusted } from './trust.ts';

type Syslog = Extract<ChannelSettings, { kind: 'syslog' }>;

const timeoutMs = 20_000;
/** A receiver that refuses closes at once: what was written meanwhile would seem sent. */
const lingerMs = 250;

/**
 * Sends one line. UDP tells nobody whether it arrived; TCP and TLS that the other side took it, not that it kept it.
 *
 * @throws {SendFailure}
 */
export async function sendSyslog(to: Syslog, line: Buffer, reach: Reach): Promise<void> {
  const address = await destination(to.host, reach);
  try {
    if (to.transport === 'udp') await sendDatagram(address, to.port, shortened(line));
    else await sendStream(address, to, framed(line), reach.ending);
  } catch (cause) {
    if (cause instanceof SendFailure) throw cause;
    throw new SendFailure(explained(cause as Error), { cause });
  }
}

async function sendDatagram(address: string, port: number, line: Buffer): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.send(line, port, address, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}

async function sendStream(address: string, to: Syslog, frame: Buffer, ending: AbortSignal): Promise<void> {
  const socket: Socket =
    to.transport === 'tls'
      ? connectTls({
          host: address,
          port: to.port,
          ...(isIP(to.host) ? {} : { servername: to.host }),
          ca: trusted(to.authority),
          minVersion: 'TLSv1.2',
        })
      : connectTcp({ host: address, port: to.port });
  const stop = () => socket.destroy(new Error('the collector ends'));
  ending.addEventListener('abort', stop, { once: true });
  const failed = new Promise<never>((_resolve, reject) => {
    socket.on('error', reject);
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new SendFailure(text('時間内に応答がない', `no answer within ${timeoutMs / 1000} s`))),
    );
    socket.on('close', () => reject(closed()));
  });
  // Whoever has got it already does not wait for these.
  failed.catch(() => undefined);
  try {
    await Promise.race([once(socket, to.transport === 'tls' ? 'secureConnect' : 'connect'), failed]);
    const written = new Promise<void>((resolve) => socket.write(frame, () => resolve()));
    await Promise.race([written, failed]);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, lingerMs)), failed]);
    socket.end();
  } finally {
    ending.removeEventListener('abort', stop);
    socket.destroySoon();
  }
}

function closed(): SendFailure {
  return new SendFailure(
    text('受け取られる前に接続が切れました。', 'the connection was closed before the message was taken'),
  );
}
