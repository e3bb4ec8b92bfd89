import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { TlsEndpoints } from '../../evidence/tls-endpoints/schema.ts';
import type { TlsProfile } from '../../profiles/tls/schema.ts';
import type { Verification } from '../../profiles/verification.ts';

type Endpoint = Pick<TlsEndpoints['endpoints'][number], 'address' | 'port' | 'process'>;

/** Something that was found on an endpoint, with the reason that it gives. */
export type Located = { reason: string; what: Text; endpoint: Endpoint };

export function located(endpoint: Endpoint, points: readonly { reason: string; what: Text }[]): Located[] {
  return points.map(({ reason, what }) => ({ reason, what, endpoint }));
}

const maxListed = 5;

/** `0.0.0.0:443 (nginx) TLS 1.0, RC4: …`; the first five points. */
export function listed(points: readonly Located[]): Text {
  const shown = points.slice(0, maxListed);
  const more = points.length > maxListed ? ` +${points.length - maxListed}` : '';
  const ja: string[] = [];
  const en: string[] = [];
  let before: Endpoint | null = null;
  for (const { endpoint, what } of shown) {
    const place = endpoint === before ? '' : `${placeOf(endpoint)} `;
    ja.push(`${place}${what.ja}`);
    en.push(`${place}${what.en}`);
    before = endpoint;
  }
  return text(`${ja.join('、')}${more}`, `${en.join(', ')}${more}`);
}

function placeOf({ address, port, process }: Endpoint): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return process === null ? `${host}:${port}` : `${host}:${port} (${process})`;
}

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

/** Says whether the rows of the level were compared with the issuer's text. */
export function expectedText(profile: TlsProfile, level: string, records: readonly Verification[]): Text {
  const isRead = (id: string) =>
    records.some(({ profile: of, row, result }) => of === profile.id && row === id && result === 'same');
  const verified = profile.rows
    .filter((row) => row.level === level && row.origin === 'source')
    .every((row) => row.verified !== false || isRead(row.id));
  const title = profile.levels.find(({ id }) => id === level)?.title ?? text(level, level);
  return text(
    `${profile.title.ja}の${title.ja}を満たす${verified ? '' : '（原文未照合の行による）'}`,
    `meets ${title.en} of the ${profile.title.en}${verified ? '' : ' (by unverified rows)'}`,
  );
}
