import { expect, test } from 'vitest';
import { explained } from './send-failure.ts';

test.each([
  'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
  'self-signed certificate',
])('what Node advises about its own options is left out: %s', (said) => {
  const cause = Object.assign(new Error(said), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(explained(cause)).toEqual({
    ja: '相手の証明書が自己署名である。その認証局を通知先に登録する（self-signed certificate）',
    en: 'the certificate of the other side is self-signed: give the channel its authority (self-signed certificate)',
  });
});
