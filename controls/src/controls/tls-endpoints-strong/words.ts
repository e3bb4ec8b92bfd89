import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { profile } from './parameters.ts';
import type { TlsParameters } from './parameters.ts';

/** What was seen instead of a TLS answer; alerts and protocol names stay as they are. */
export function seenText(seen: string): Text {
  return own(seenWords, seen) ?? text(seen, seen);
}

const seenWords: Record<string, Text> = {
  silent: text('応答なし', 'no answer'),
  dropped: text('応答せず切断', 'hangs up without an answer'),
  'too-long': text('長すぎる応答', 'an answer that is too long'),
  other: text('未知のプロトコル', 'an unknown protocol'),
  'refused-connection': text('接続を拒否', 'refuses the connection'),
  'no-connection': text('接続できない', 'no connection'),
  'out-of-time': text('時間切れ', 'out of time'),
  'smtp-or-ftp': text('SMTPまたはFTP', 'SMTP or FTP'),
  imap: text('IMAP', 'IMAP'),
  pop3: text('POP3', 'POP3'),
  mysql: text('MySQL', 'MySQL'),
  postgresql: text('PostgreSQL', 'PostgreSQL'),
};

/** @param byUnverifiedRows whether what decided rests on rows that nobody has compared with the issuer's text */
export function expectedText({ minimum }: TlsParameters, byUnverifiedRows: boolean): Text {
  const title = profile.levels.find(({ id }) => id === minimum)?.title ?? text(minimum, minimum);
  return text(
    `${profile.title.ja}の${title.ja}を満たす${byUnverifiedRows ? '（原文未照合の行による）' : ''}`,
    `meets ${title.en} of the ${profile.title.en}${byUnverifiedRows ? ' (by unverified rows)' : ''}`,
  );
}
