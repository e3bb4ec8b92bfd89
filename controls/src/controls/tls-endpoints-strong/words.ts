import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { TlsEndpoints } from '../../evidence/tls-endpoints/schema.ts';
import { forbiddenProtocols, forbiddenSuites, minimumDhBits, minimumKeyBits } from './requirements.ts';
import type { Level } from './requirements.ts';
import type { Point } from './server.ts';

type Endpoint = Pick<TlsEndpoints['endpoints'][number], 'address' | 'port' | 'process'>;

export type Located = Point & { endpoint: Endpoint };

export function located(endpoint: Endpoint, points: readonly Point[]): Located[] {
  return points.map((point) => ({ ...point, endpoint }));
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
  'not-tls': text('TLSでない応答', 'an answer that is no TLS'),
  'too-long': text('長すぎる応答', 'an answer that is too long'),
  other: text('未知のプロトコル', 'an unknown protocol'),
  'refused-connection': text('接続を拒否', 'refuses the connection'),
  'no-connection': text('接続できない', 'no connection'),
  'out-of-time': text('時間切れ', 'out of time'),
  contradiction: text('矛盾する応答', 'a contradictory answer'),
  unparsable: text('解釈できない', 'not understood'),
  'output-limit': text('多すぎる', 'too many'),
  'smtp-or-ftp': text('SMTPまたはFTP', 'SMTP or FTP'),
  imap: text('IMAP', 'IMAP'),
  pop3: text('POP3', 'POP3'),
  mysql: text('MySQL', 'MySQL'),
  postgresql: text('PostgreSQL', 'PostgreSQL'),
};

const levelNames: Record<Level, Text> = {
  recommended: text('推奨セキュリティ型', '推奨セキュリティ型 (recommended)'),
  exception: text('セキュリティ例外型', 'セキュリティ例外型 (exception)'),
};

/** Says whether the rows used were compared with the guideline itself. */
export function expectedText(level: Level): Text {
  const rows = [...Object.values(forbiddenProtocols), ...forbiddenSuites, minimumDhBits, minimumKeyBits];
  const verified = rows.every((row) => row.verified);
  const { ja, en } = levelNames[level];
  return text(
    `TLS暗号設定ガイドラインの${ja}が禁じるものを受け入れず、証明書が有効${verified ? '' : '（原文と未照合の行による）'}`,
    `nothing that ${en} of the TLS guideline forbids, valid certificates${verified ? '' : " (by rows not yet compared with the issuer's text)"}`,
  );
}
