import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
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
