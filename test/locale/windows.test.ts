import { evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { codePage932, utf16 } from './code-pages.ts';
import { seenBy, verdicts } from './seen.ts';
import { SpeakingWindows } from './speaking-windows.ts';
import { w32tmIn } from './windows-words.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const ways = [
  ['en-US in UTF-16 with its mark', 'en', utf16],
  ['ja-JP in code page 932', 'ja', codePage932],
  ['ja-JP in UTF-16 with its mark', 'ja', utf16],
  ['ja-JP in UTF-8', 'ja', utf8],
] as const;

const kindsOfWindows = evidenceKinds.filter(({ probes }) => probes.windows);

describe.each(kindsOfWindows.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  const names = recordingNames(id).filter((name) => loadRecording(id, name).platform === 'windows');

  test.each(ways)('the same machine says the same, %s', async (_way, language, encode) => {
    for (const name of names) {
      const recording = loadRecording(id, name);
      const english = await seenBy(kind, new SpeakingWindows(recording, 'en', utf8), recording);
      const other = await seenBy(kind, new SpeakingWindows(recording, language, encode), recording);
      expect(other, name).toEqual(english);
    }
    expect(names.length).toBeGreaterThan(0);
  });

  test('what programs print is what was recorded', async () => {
    for (const name of names) {
      const recording = loadRecording(id, name);
      const replayed = await seenBy(kind, new ReplayHost(recording), recording);
      const english = await seenBy(kind, new SpeakingWindows(recording, 'en', utf8), recording);
      expect(verdicts(english), name).toEqual(verdicts(replayed));
    }
  });
});

test('code page 932 is read back as it was written, also where a sign ends in a backslash', () => {
  const text = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\ソフト表示能力\r\n    (既定)    REG_SZ    ①㈱髙﨑ﾊﾝｶｸ～－\r\n';
  expect(new TextDecoder('shift_jis').decode(codePage932(text))).toBe(text);
  expect(codePage932('ソ').toString('hex')).toBe('835c');
});

test('what w32tm prints in one language is what it prints in the other', () => {
  let told = 0;
  for (const name of recordingNames('time-sync')) {
    for (const [key, answer] of Object.entries(loadRecording('time-sync', name).commands)) {
      if (!key.includes('w32tm') || !('stdout' in answer)) continue;
      const ja = w32tmIn('ja', answer.stdout);
      const en = w32tmIn('en', answer.stdout);
      expect(w32tmIn('en', ja), name).toBe(en);
      expect(en).toMatch(/^[\t\r\n -~]*$/);
      expect(ja).toMatch(/[ぁ-んァ-ヶ一-龠]/);
      told += 1;
    }
  }
  expect(told).toBeGreaterThan(3);
});
