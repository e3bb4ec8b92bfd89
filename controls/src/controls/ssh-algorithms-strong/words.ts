import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { SshEndpoints } from '../../evidence/ssh-endpoints/schema.ts';

export type Endpoint = SshEndpoints['endpoints'][number];

/** Something to be told of one endpoint. */
export type Point = { endpoint: Pick<Endpoint, 'address' | 'port' | 'process'>; what: Text };

const maxListed = 5;

/** `0.0.0.0:22 (sshd) …`; the first five points. */
export function listed(points: readonly Point[]): Text {
  const shown = points.slice(0, maxListed);
  const more = points.length > maxListed ? ` +${points.length - maxListed}` : '';
  let before: Point['endpoint'] | null = null;
  const ja: string[] = [];
  const en: string[] = [];
  for (const { endpoint, what } of shown) {
    const place = endpoint === before ? '' : `${placeOf(endpoint)} `;
    ja.push(`${place}${what.ja}`);
    en.push(`${place}${what.en}`);
    before = endpoint;
  }
  return text(`${ja.join('、')}${more}`, `${en.join(', ')}${more}`);
}

function placeOf({ address, port, process }: Point['endpoint']): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return process === null ? `${host}:${port}` : `${host}:${port} (${process})`;
}

const seenWords: Record<string, Text> = {
  silent: text('応答なし', 'no answer'),
  dropped: text('応答せず切断', 'hangs up without an answer'),
  'too-long': text('長すぎる応答', 'an answer that is too long'),
  'not-understood': text('解釈できない応答', 'an answer that is not understood'),
  disconnected: text('理由を告げて切断', 'ends the connection, and says so'),
  'turned-away': text('接続の多さなどを理由に拒否', 'turns connections away for now'),
  'refused-connection': text('接続を拒否', 'refuses the connection'),
  'no-connection': text('接続できない', 'no connection'),
  'out-of-time': text('時間切れ', 'out of time'),
};

export function seenText(seen: string): Text {
  return own(seenWords, seen) ?? text(seen, seen);
}
