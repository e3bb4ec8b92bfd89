import { hostname } from 'node:os';
import { text } from '@tenken/shared';
import type { ChannelSettings } from '../../api/alert-schemas.ts';
import { slackOf, teamsOf } from '../formats/chat.ts';
import { signatureOf } from '../formats/signature.ts';
import { syslogLine } from '../formats/syslog-line.ts';
import type { AlertMessage } from '../message.ts';
import type { Reach } from './destination.ts';
import { postJson } from './https-post.ts';
import { sendMail } from './mail.ts';
import { SendFailure } from './send-failure.ts';
import { sendSyslog } from './syslog.ts';

/** One attempt to send one message to one channel. @throws {SendFailure} */
export async function deliver(
  settings: ChannelSettings,
  secret: string | null,
  message: AlertMessage,
  reach: Reach,
): Promise<void> {
  switch (settings.kind) {
    case 'mail':
      return sendMail(settings, message, secret, reach);
    case 'webhook': {
      const body = JSON.stringify(message);
      const at = Math.floor(Date.now() / 1000);
      const headers = {
        'tenken-message': message.id,
        ...(secret === null ? {} : { 'tenken-signature': signatureOf(secret, at, body) }),
      };
      return postJson({ ...settings, headers }, body, reach);
    }
    case 'teams':
    case 'slack': {
      if (secret === null) {
        throw new SendFailure(
          text(
            '送り先のアドレスがありません。もう一度入力してください。',
            'The address is missing: enter it again.',
          ),
        );
      }
      const body = JSON.stringify(settings.kind === 'teams' ? teamsOf(message) : slackOf(message));
      return postJson({ url: secret, authority: settings.authority }, body, reach);
    }
    case 'syslog': {
      const { facility, format } = settings;
      const line = syslogLine(message, { facility, format, hostName: hostname(), processId: process.pid });
      return sendSyslog(settings, line, reach);
    }
    default:
      return settings satisfies never;
  }
}
