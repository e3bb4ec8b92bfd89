import { pino } from 'pino';
import { expect, test } from 'vitest';
import { logOptions } from './log.ts';

test('secrets are cut out wherever a log line may carry them', () => {
  const lines: string[] = [];
  const logger = pino(logOptions, { write: (line: string) => void lines.push(line) });
  const secret = 'tkn_do-not-log-me';
  logger.info({ token: secret, csr: secret, privateKey: secret, key: secret, password: secret }, 'Top level');
  logger.info(
    { body: { token: secret, csr: secret, privateKey: secret, key: secret, password: secret } },
    'One deeper',
  );
  logger.info({ req: { headers: { authorization: secret, cookie: secret } } }, 'Headers');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain(secret);
  expect(lines.join('')).toContain('[removed]');
});
