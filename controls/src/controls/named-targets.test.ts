import { text } from '@tenken/shared';
import { expect, test } from 'vitest';
import { targetsJudgement } from './named-targets.ts';

const words = (said: string) => text(said, said);

test('a weak server fails, and those that nobody could measure are told beside it', () => {
  const weak = {
    target: 'a.example:443',
    seen: 'tls',
    refused: null,
    judged: { failures: [{ reason: 'weak-cipher', what: words('RC4') }], gaps: [], told: [], until: null },
  };
  const away = { target: 'b.example:443', seen: 'no-connection', refused: null, judged: null };
  const { outcome, reason, observed } = targetsJudgement([away, weak], words, words('strong'));
  expect({ outcome, reason }).toEqual({ outcome: 'fail', reason: 'weak-cipher' });
  expect(observed.en).toBe('a.example:443 RC4, b.example:443 no-connection');
});
