import { isIP, Socket } from 'node:net';
import { text } from '@tenken/shared';
import type { ChannelSettings } from '../../api/alert-schemas.ts';
import { textOf } from '../message.ts';
import type { AlertMessage } from '../message.ts';
import { destination } from './destination.ts';
import type { Reach } from './destination.ts';
import { explained, SendFailure } from './send-failure.ts';
import { trusted } from './trust.ts';

type Mail = Extract<ChannelSettings, { kind: 'mail' }>;

const timeoutMs = 20_000;

/** Sends plain text to all receivers at once. @param password null where the server wants none @throws {SendFailure} */
export async function sendMail(
  to: Mail,
  message: AlertMessage,
  password: string | null,
  reach: Reach,
): Promise<void> {
  const address = await destination(to.host, reach);
  // Most collectors send no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: address,
    port: to.port,
    socket: new Socket({ signal: reach.ending }),
    secure: to.security === 'tls',
    requireTLS: to.security === 'starttls',
    ignoreTLS: to.security === 'none',
    ...(to.user === null || password === null ? {} : { auth: { user: to.user, pass: password } }),
    tls: {
      ...(isIP(to.host) ? {} : { servername: to.host }),
      ca: trusted(to.authority),
      minVersion: 'TLSv1.2',
    },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = to.from.slice(to.from.lastIndexOf('@') + 1);
  try {
    const answer = await transport.sendMail({
      from: { name: 'Tenken', address: to.from },
      to: to.to,
      subject: message.subject,
      text: textOf(message),
      date: new Date(message.madeAt),
      // The same however often it is sent, so that mail systems can tell.
      messageId: `<${message.id}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Tenken-Message': message.id },
    });
    if (answer.rejected.length > 0) {
      const refused = answer.rejected.length;
      throw new SendFailure(
        text(
          `メールサーバーが宛先のうち${refused}件を拒否しました。`,
          `the server refused ${refused} of the receivers`,
        ),
      );
    }
  } catch (cause) {
    if (cause instanceof SendFailure) throw cause;
    const said = withoutSecret((cause as Error).message, password);
    throw new SendFailure(explained(cause as Error, said), { cause });
  } finally {
    transport.close();
  }
}

/** Servers repeat what they were sent. */
function withoutSecret(words: string, password: string | null): string {
  if (password === null) return words;
  return [password, Buffer.from(password).toString('base64')].reduce(
    (text, secret) => text.replaceAll(secret, '[removed]'),
    words,
  );
}
